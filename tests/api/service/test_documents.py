"""The list, one document, its text at a citation, and taking it out."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from kb.knowledge_base import KnowledgeBase
from kb.records.schema import versions
from kb.values import Audience
from tests.api.service.conftest import POLICY, id_of, load

QUOTE = "All customer data is encrypted at rest with AES-256."


def reload(base: KnowledgeBase, tmp_path: Path, text: str, audience: Audience) -> None:
    path = tmp_path / "documents" / "encryption.md"
    path.write_text(text, encoding="utf-8")
    load(base, path, audience)


def test_the_list_is_paged_and_counted(client: TestClient) -> None:
    whole = client.get("/v1/documents").json()
    assert [line["title"] for line in whole["documents"]] == ["Encryption Policy", "Trust page"]
    assert whole["total"] == 2
    assert whole["collections"]["policy"] == 2
    second = client.get("/v1/documents", params={"limit": 1, "offset": 1}).json()
    assert [line["title"] for line in second["documents"]] == ["Trust page"]
    assert second["total"] == 2
    none = client.get("/v1/documents", params={"collection": "reference"}).json()
    assert (none["total"], none["documents"]) == (0, [])


def test_the_list_shows_an_audience_only_its_own(client: TestClient, visitor: TestClient) -> None:
    for listed in (visitor.get("/v1/documents"), client.get("/v1/documents?audience=public")):
        body = listed.json()
        assert [line["title"] for line in body["documents"]] == ["Trust page"]
        assert body["collections"]["policy"] == 1


def titles(client: TestClient, **wanted: str) -> list[str]:
    found = client.get("/v1/documents", params=wanted).json()
    assert found["total"] == len(found["documents"])
    return [line["title"] for line in found["documents"]]


def test_the_list_is_searched_and_filtered(client: TestClient) -> None:
    assert titles(client, text="ENCRYPTION md") == ["Encryption Policy"]
    assert titles(client, text="encryption trust") == []
    assert titles(client, level="public") == ["Trust page"]
    assert titles(client, standing="in_date") == ["Encryption Policy", "Trust page"]
    identity = id_of(client, "Trust page")
    client.patch(f"/v1/documents/{identity}", json={"valid_until": "2020-01-31"})
    assert titles(client, standing="expired") == ["Trust page"]
    assert titles(client, standing="in_date") == ["Encryption Policy"]
    assert titles(client, order="problems") == ["Trust page", "Encryption Policy"]
    assert titles(client, order="changed") == ["Trust page", "Encryption Policy"]


def test_what_was_not_read_whole_is_found(client: TestClient, base: KnowledgeBase) -> None:
    assert titles(client, standing="incomplete") == []
    with base.records.write() as connection:
        cut = versions.c.document_id == id_of(client, "Trust page")
        connection.execute(sa.update(versions).where(cut).values(warnings=["page 2 is a picture"]))
    assert titles(client, standing="incomplete") == ["Trust page"]
    assert titles(client, order="problems")[0] == "Trust page"


def test_only_those_who_see_everything_see_what_was_taken_out(
    client: TestClient, visitor: TestClient
) -> None:
    client.delete(f"/v1/documents/{id_of(client, 'Trust page')}")
    assert titles(client, state="removed") == ["Trust page"]
    assert titles(client) == ["Encryption Policy"]
    assert titles(visitor, state="removed") == []
    assert visitor.get("/v1/documents?state=removed").json()["collections"]["policy"] == 0


def test_headings_and_passages_stand_where_they_say(client: TestClient) -> None:
    identity = id_of(client, "Encryption Policy")
    text = client.get(f"/v1/documents/{identity}/text").json()["quote"]
    outline = client.get(f"/v1/documents/{identity}/outline").json()
    said = [heading["text"] for heading in outline["headings"]]
    assert said == ["Encryption Policy", "1. At rest", "2. In transit"]
    assert outline["total"] == 3
    assert all(text[one["start"] :].startswith(one["text"]) for one in outline["headings"])
    whole = client.get(f"/v1/documents/{identity}/passages").json()
    assert whole["total"] == len(whole["passages"]) > 1
    assert all(text[one["start"] : one["end"]] == one["text"] for one in whole["passages"])
    last = client.get(f"/v1/documents/{identity}/passages", params={"offset": whole["total"] - 1})
    assert last.json()["passages"] == whole["passages"][-1:]


def test_headings_and_passages_are_hidden_with_their_document(
    client: TestClient, visitor: TestClient
) -> None:
    identity = id_of(client, "Encryption Policy")
    for part in ("outline", "passages"):
        refused = visitor.get(f"/v1/documents/{identity}/{part}")
        assert refused.status_code == 404
        assert refused.json()["detail"] == f"there is no document {identity}"


def test_a_document_is_shown_with_its_history(
    client: TestClient, base: KnowledgeBase, tmp_path: Path
) -> None:
    identity = id_of(client, "Encryption Policy")
    reload(base, tmp_path, POLICY.replace("AES-256", "AES-128"), Audience.INTERNAL)
    shown = client.get(f"/v1/documents/{identity}").json()
    assert (shown["version"], shown["current"], shown["state"]) == (2, 2, "live")
    assert [past["version"] for past in shown["history"]] == [1, 2]
    assert shown["history"][0]["superseded_at"] is not None
    assert shown["origins"] == [str(tmp_path / "documents" / "encryption.md")]
    first = client.get(f"/v1/documents/{identity}", params={"version": 1}).json()
    assert (first["version"], first["current"]) == (1, 2)


def test_a_citation_opens_at_its_words_in_any_version(
    client: TestClient, base: KnowledgeBase, tmp_path: Path
) -> None:
    asked = client.post("/v1/ask", json={"question": "Is customer data encrypted at rest?"})
    cited = asked.json()["citations"][0]
    reload(base, tmp_path, POLICY.replace("AES-256", "AES-128"), Audience.INTERNAL)
    place = {"version": cited["version"], "start": cited["start"], "end": cited["end"]}
    opened = client.get(f"/v1/documents/{cited['document_id']}/text", params=place).json()
    assert opened["quote"] == cited["quote"] == QUOTE
    assert opened["before"].endswith("At rest\n\n")
    assert opened["after"].startswith("\n\n2. In transit")
    assert (opened["version"], opened["current"]) == (1, 2)
    assert opened["superseded_at"] is not None


def test_the_surroundings_join_up_and_are_cut_at_words(client: TestClient) -> None:
    identity = id_of(client, "Encryption Policy")
    address = f"/v1/documents/{identity}/text"
    whole = client.get(address).json()
    text = whole["quote"]
    assert (whole["from"], whole["to"]) == (0, len(text)) == (0, whole["characters"])
    start = text.index("AES-256")
    place = {"start": start, "end": start + 7, "around": 30}
    opened = client.get(address, params=place).json()
    joined = opened["before"] + opened["quote"] + opened["after"]
    assert joined == text[opened["from"] : opened["to"]]
    assert opened["quote"] == "AES-256"
    assert 0 < len(opened["before"]) <= 30
    assert text[opened["from"] - 1].isspace()
    assert text[opened["to"]].isspace()
    kinds = {block["kind"] for block in opened["blocks"]}
    assert kinds == {"paragraph", "heading"}
    for block in opened["blocks"]:
        assert block["start"] < opened["to"]
        assert block["end"] > opened["from"]


@pytest.mark.parametrize(
    "place",
    [
        {"start": 5, "end": 4},
        {"start": 0, "end": 10_000_000},
        {"start": 10_000_000},
        {"start": -1},
        {"version": 10**30},
        {"version": 0},
        {"around": 5_001},
    ],
)
def test_a_place_outside_the_text_is_not_valid(client: TestClient, place: dict[str, int]) -> None:
    identity = id_of(client, "Encryption Policy")
    response = client.get(f"/v1/documents/{identity}/text", params=place)
    assert response.status_code == 422


def test_what_may_not_be_seen_is_not_there(client: TestClient, visitor: TestClient) -> None:
    hidden = id_of(client, "Encryption Policy")
    unknown = "f" * 16
    for path in ("/v1/documents/{}", "/v1/documents/{}/text"):
        refused = visitor.get(path.format(hidden))
        missing = visitor.get(path.format(unknown))
        assert refused.status_code == missing.status_code == 404
        assert refused.json()["detail"] == missing.json()["detail"].replace(unknown, hidden)
        assert client.get(path.format(hidden), params={"audience": "nda"}).status_code == 404
    assert visitor.delete(f"/v1/documents/{hidden}").status_code == 404
    assert client.get(f"/v1/documents/{hidden}").status_code == 200


def test_an_earlier_version_stays_hidden_when_a_document_is_opened_up(
    client: TestClient, visitor: TestClient, base: KnowledgeBase, tmp_path: Path
) -> None:
    identity = id_of(client, "Encryption Policy")
    reload(base, tmp_path, POLICY.replace("AES-256", "a strong cipher"), Audience.PUBLIC)
    assert visitor.get(f"/v1/documents/{identity}/text").status_code == 200
    first = visitor.get(f"/v1/documents/{identity}/text", params={"version": 1})
    assert first.status_code == 404
    history = visitor.get(f"/v1/documents/{identity}").json()["history"]
    assert [past["version"] for past in history] == [2]
    assert client.get(f"/v1/documents/{identity}/text?version=1").status_code == 200


def test_a_removed_document_leaves_answers_and_stays_readable(
    client: TestClient, visitor: TestClient
) -> None:
    identity = id_of(client, "Trust page")
    response = client.delete(f"/v1/documents/{identity}")
    assert (response.status_code, response.content) == (204, b"")
    assert client.get("/v1/documents").json()["total"] == 1
    hits = client.post("/v1/search", json={"query": "incidents within 48 hours"}).json()["hits"]
    assert identity not in {hit["document_id"] for hit in hits}
    opened = client.get(f"/v1/documents/{identity}/text").json()
    assert opened["state"] == "removed"
    assert "48 hours" in opened["quote"]
    assert visitor.get(f"/v1/documents/{identity}").status_code == 404
    assert client.delete("/v1/documents/none").status_code == 404
