"""Taking out, bringing back, editing, comparing versions, purging, and what could not be read."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ingest.intake import Options
from ingest.load import Loader
from kb.knowledge_base import KnowledgeBase
from kb.records.schema import audit
from kb.values import Audience, Collection
from tests.api.service.conftest import POLICY, id_of, load

QUESTION = {"question": "Is customer data encrypted at rest?"}
CATALOG = {
    "catalog": {
        "uuid": "6d0ff3a0-5a50-4fb8-9b3c-1f5e4a6f0d11",
        "metadata": {
            "title": "Small Catalog",
            "last-modified": "2026-01-01T00:00:00Z",
            "version": "1",
            "oscal-version": "1.1.2",
        },
        "groups": [
            {
                "id": "ac",
                "title": "Access",
                "controls": [
                    {
                        "id": "ac-1",
                        "title": "Policy",
                        "parts": [
                            {"id": "ac-1_smt", "name": "statement", "prose": "Write a policy."}
                        ],
                    }
                ],
            }
        ],
    }
}


def rewritten(base: KnowledgeBase, tmp_path: Path, text: str) -> None:
    path = tmp_path / "documents" / "encryption.md"
    path.write_text(text, encoding="utf-8")
    load(base, path, Audience.INTERNAL)


def notes(base: KnowledgeBase) -> list[dict[str, object]]:
    """What the log says of documents, but for their loading."""
    with base.records.read() as connection:
        rows = connection.execute(audit.select().where(audit.c.kind == "document")).mappings()
        return [row["payload"] for row in rows if row["payload"]["change"] != "loaded"]


def test_a_removed_document_is_brought_back(client: TestClient, base: KnowledgeBase) -> None:
    identity = id_of(client, "Encryption Policy")
    answer = client.post("/v1/ask", json=QUESTION).json()["answer"]
    assert client.delete(f"/v1/documents/{identity}").status_code == 204
    assert "AES-256" not in client.post("/v1/ask", json=QUESTION).text
    shown = client.post(f"/v1/documents/{identity}/restore").json()
    assert (shown["state"], shown["version"]) == ("live", 1)
    assert client.post("/v1/ask", json=QUESTION).json()["answer"] == answer
    assert [note["change"] for note in notes(base)] == ["removed", "restored"]
    assert client.post(f"/v1/documents/{identity}/restore").json()["state"] == "live"


def test_a_framework_is_read_again_when_it_comes_back(
    client: TestClient, base: KnowledgeBase, tmp_path: Path
) -> None:
    path = tmp_path / "documents" / "catalog.json"
    path.write_text(json.dumps(CATALOG), encoding="utf-8")
    options = Options(Collection.FRAMEWORK, Audience.INTERNAL)
    assert not Loader(base, options).load([path]).failures
    held = "SELECT count(*) FROM controls"
    identity = id_of(client, "Small Catalog")
    client.delete(f"/v1/documents/{identity}")
    with base.records.read() as connection:
        assert connection.exec_driver_sql(held).scalar() == 0
    assert client.post(f"/v1/documents/{identity}/restore").json()["state"] == "live"
    with base.records.read() as connection:
        assert connection.exec_driver_sql(held).scalar() == 2
    client.delete(f"/v1/documents/{identity}")
    path.unlink()
    gone = client.post(f"/v1/documents/{identity}/restore")
    assert gone.status_code == 422
    assert "load it again" in gone.json()["detail"]


def test_an_edit_is_a_new_version_that_says_the_same(
    client: TestClient, visitor: TestClient, base: KnowledgeBase, tmp_path: Path
) -> None:
    identity = id_of(client, "Encryption Policy")
    cited = client.post("/v1/ask", json=QUESTION).json()["citations"][0]
    change = {"audience": "public", "valid_until": "2031-05-06"}
    shown = client.patch(f"/v1/documents/{identity}", json=change).json()
    assert (shown["version"], shown["audience"]) == (2, "public")
    assert shown["valid_until"] == "2031-05-06"
    again = visitor.post("/v1/ask", json=QUESTION).json()["citations"][0]
    assert (again["quote"], again["version"]) == (cited["quote"], 2)
    assert visitor.get(f"/v1/documents/{identity}/text?version=1").status_code == 404
    assert client.get(f"/v1/documents/{identity}/text?version=1").status_code == 200
    assert notes(base)[0] | change == notes(base)[0]
    load(base, tmp_path / "documents" / "encryption.md", Audience.INTERNAL)
    assert client.get(f"/v1/documents/{identity}").json()["audience"] == "public"
    cleared = client.patch(f"/v1/documents/{identity}", json={"valid_until": None}).json()
    assert cleared["valid_until"] is None


def test_nobody_edits_what_they_cannot_see_or_above_themselves(
    client: TestClient, visitor: TestClient
) -> None:
    hidden, seen = id_of(client, "Encryption Policy"), id_of(client, "Trust page")
    assert visitor.patch(f"/v1/documents/{hidden}", json={"effective": None}).status_code == 404
    for identity in (hidden, seen):  # a purge tells of everybody's: see docs/audiences.md
        assert visitor.post(f"/v1/documents/{identity}/purge").status_code == 403
    assert visitor.post(f"/v1/documents/{hidden}/restore").status_code == 404
    raised = visitor.patch(f"/v1/documents/{seen}", json={"audience": "internal"})
    assert raised.status_code == 403
    assert client.patch(f"/v1/documents/{seen}", json={}).status_code == 422
    assert client.patch(f"/v1/documents/{seen}", json={"title": "x"}).status_code == 422


def test_two_versions_are_compared_block_by_block(
    client: TestClient, visitor: TestClient, base: KnowledgeBase, tmp_path: Path
) -> None:
    identity = id_of(client, "Encryption Policy")
    text = POLICY.replace("AES-256", "AES-128") + "\n## 3. Keys\n\nKeys are rotated.\n"
    rewritten(base, tmp_path, text)
    address = f"/v1/documents/{identity}/changes"
    found = client.get(address, params={"from": 1, "to": 2}).json()
    assert found["counts"] == {"added": 2, "removed": 0, "changed": 1}
    changed = next(one for one in found["changes"] if one["kind"] == "changed")
    assert "AES-256" in changed["from"]["text"]
    assert "AES-128" in changed["to"]["text"]
    opened = client.get(
        f"/v1/documents/{identity}/text",
        params={"version": 2, "start": changed["to"]["start"], "end": changed["to"]["end"]},
    ).json()
    assert opened["quote"] == changed["to"]["text"]
    back = client.get(address, params={"from": 2, "to": 1}).json()
    assert back["counts"] == {"added": 0, "removed": 2, "changed": 1}
    page = client.get(address, params={"from": 1, "to": 2, "limit": 1, "offset": 1}).json()
    assert (page["total"], len(page["changes"])) == (3, 1)
    assert client.get(address, params={"from": 1, "to": 9}).status_code == 404
    assert visitor.get(address, params={"from": 1, "to": 2}).status_code == 404


def test_the_versions_are_listed(client: TestClient, base: KnowledgeBase, tmp_path: Path) -> None:
    identity = id_of(client, "Encryption Policy")
    rewritten(base, tmp_path, POLICY.replace("AES-256", "AES-128"))
    client.patch(f"/v1/documents/{identity}", json={"audience": "nda", "review_by": "2030-01-01"})
    listed = client.get(f"/v1/documents/{identity}/versions").json()
    assert [line["version"] for line in listed["versions"]] == [1, 2, 3]
    lowered = client.get(f"/v1/documents/{identity}/versions", params={"audience": "nda"}).json()
    assert [line["version"] for line in lowered["versions"]] == [3]
    facts = client.get(f"/v1/documents/{identity}/changes?from=2&to=3").json()
    assert facts["facts"] == [{"name": "review_by", "before": None, "after": "2030-01-01"}]
    assert facts["total"] == 0


def test_a_purge_proves_that_nothing_is_left(client: TestClient, base: KnowledgeBase) -> None:
    text = b"# Vault\n\nThe violet vault of the old mill opens at nine in the morning.\n"
    files = {"file": ("vault.md", text)}
    identity = client.post("/v1/documents", files=files).json()["document_ids"][0]
    proof = client.post(f"/v1/documents/{identity}/purge").json()
    assert proof["left"] == []
    assert proof["samples"] > 0
    assert proof["erased"][0]["document_id"] == identity
    assert client.get(f"/v1/documents/{identity}").status_code == 404
    assert not (base.settings.home / "uploads" / "vault.md").exists()
    assert notes(base)[-1]["change"] == "purged"


def test_what_could_not_be_read_is_listed_until_it_was(
    client: TestClient, visitor: TestClient
) -> None:
    def upload(name: str, content: bytes, audience: str) -> int:
        form = {"audience": audience}
        files = {"file": (name, content)}
        return client.post("/v1/documents", files=files, data=form).status_code

    assert client.get("/v1/documents/problems").json()["total"] == 0
    assert upload("inside.pdf", b"%PDF-1.7 this is no PDF", "internal") == 422
    assert upload("outside.pdf", b"%PDF-1.7 nor is this", "public") == 422
    found = client.get("/v1/documents/problems").json()["problems"]
    assert [Path(one["path"]).name for one in found] == ["outside.pdf", "inside.pdf"]
    assert all(one["kind"] == "failed" and one["reasons"][0] for one in found)
    seen = visitor.get("/v1/documents/problems").json()
    assert [Path(one["path"]).name for one in seen["problems"]] == ["outside.pdf"]
    assert seen["total"] == 1
    assert upload("inside.pdf", b"# Now it is text\n\nIt can be read.\n", "internal") == 200
    left = client.get("/v1/documents/problems").json()["problems"]
    assert [Path(one["path"]).name for one in left] == ["outside.pdf"]


@pytest.mark.parametrize("missing", ["", "f" * 16 + ".1.0", "none"])
def test_a_passage_that_is_not_there(client: TestClient, missing: str) -> None:
    assert client.get(f"/v1/passages/{missing}").status_code == 404


def test_a_passage_opens_in_its_version(
    client: TestClient, visitor: TestClient, base: KnowledgeBase, tmp_path: Path
) -> None:
    hit = client.post("/v1/search", json={"query": "encrypted at rest", "k": 1}).json()["hits"][0]
    rewritten(base, tmp_path, POLICY.replace("AES-256", "AES-128"))
    address = f"/v1/passages/{hit['chunk_id']}"
    opened = client.get(address, params={"around": 60}).json()
    assert opened["quote"] == hit["text"]
    assert (opened["version"], opened["current"]) == (1, 2)
    assert opened["heading"] == hit["heading"]
    assert "AES-256" in opened["quote"] + opened["after"]
    hidden, missing = visitor.get(address), visitor.get("/v1/passages/none")
    assert hidden.status_code == 404
    named = missing.json()["detail"].replace("none", hit["chunk_id"])
    assert hidden.json()["detail"] == named
