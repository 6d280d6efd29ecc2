"""``client.questionnaires``: what is sent, and that pages are put together."""

import json
from typing import Any

import httpx

from vouch_client import Client

_ROW = {"row": 1, "state": "drafted", "outcome": "grounded", "etag": "aa"}


def client(answers: list[Any], seen: list[httpx.Request]) -> Client:
    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=answers[min(len(seen), len(answers)) - 1])

    http = httpx.Client(transport=httpx.MockTransport(answer))
    return Client("http://vouch.test", "key", http=http)


def test_all_rows_are_put_together_from_their_pages() -> None:
    page = {"total": 2, "limit": 1, "offset": 0}
    seen: list[httpx.Request] = []
    answers = [page | {"rows": [_ROW]}, page | {"rows": [_ROW | {"row": 2}]}]
    with client(answers, seen) as one:
        rows = one.questionnaires.rows("r", status="grounded")
    assert [row.row for row in rows] == [1, 2]
    assert [request.url.params["offset"] for request in seen] == ["0", "1"]
    assert seen[1].url.params["status"] == "grounded"


def test_a_change_names_the_state_it_was_made_to() -> None:
    seen: list[httpx.Request] = []
    page = {"total": 1, "limit": 1, "offset": 0, "rows": [_ROW]}
    with client([page, {"rows": [_ROW], "left": []}], seen) as one:
        one.questionnaires.approve("r", one.questionnaires.rows("r"), named=True)
    sent = json.loads(seen[1].content)
    assert (sent["numbers"], sent["etags"], sent["named"]) == ([1], {"1": "aa"}, True)


def test_an_edit_carries_if_match_and_a_taken_away_verdict() -> None:
    seen: list[httpx.Request] = []
    page = {"total": 1, "limit": 1, "offset": 0, "rows": [_ROW]}
    with client([page, _ROW | {"found": {"row": 1}}], seen) as one:
        one.questionnaires.edit("r", one.questionnaires.rows("r")[0], {"verdict": None})
    assert seen[1].headers["if-match"] == '"aa"'
    assert json.loads(seen[1].content) == {"verdict": None}
