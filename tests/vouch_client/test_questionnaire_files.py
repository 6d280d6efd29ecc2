"""What ``client.questionnaires`` reads of a file: its columns, and how it was given back."""

import httpx

from tests.vouch_client.test_questionnaires import client

_LINE = {"id": "r", "name": "form.csv", "stage": "read", "created_by": "key:desk"}


def test_a_preview_shows_its_columns() -> None:
    seen: list[httpx.Request] = []
    sheet = {
        "sheet": "A",
        "headings": {"B": "Question"},
        "sample_row": 2,
        "sample": {"B": "Is it?"},
    }
    with client([{"questionnaire": _LINE, "sheets": [sheet]}], seen) as one:
        (found,) = one.questionnaires.preview("r").sheets
    assert (seen[0].method, seen[0].url.path) == ("GET", "/v1/questionnaires/r/preview")
    assert (found.headings, found.sample_row, found.sample) == (
        {"B": "Question"},
        2,
        {"B": "Is it?"},
    )


def test_a_questionnaire_tells_what_was_refused() -> None:
    left = {"row": 2, "sheet": "", "cell": "C3", "why": "it holds a formula"}
    told = {"at": "2026-11-02", "by": "person:bo", "written": 7, "refused": 1, "left": [left]}
    with client([_LINE | {"product": "Gateway", "last_export": told}], []) as one:
        found = one.questionnaires.get("r")
    assert (found.created_by, found.product) == ("key:desk", "Gateway")
    assert found.last_export is not None
    assert (found.last_export.written, found.last_export.left[0].why) == (7, "it holds a formula")
