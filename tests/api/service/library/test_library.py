"""``/v1/library``: drafts, signatures, two people at once, and files in and out."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from kb.knowledge_base import KnowledgeBase
from kb.values import Audience
from tests.api.service.conftest import id_of, load

QUOTE = "All customer data is encrypted at rest with AES-256."
CSV = b"Question,Answer\nDo you encrypt data?,Yes - with AES-256.\nDo you keep bees?,No.\nEmpty?,\n"


def draft(client: TestClient, **fields: Any) -> dict[str, Any]:
    body = {"question": "Is customer data encrypted at rest?", "answer": "Yes, with AES-256."}
    response = client.post("/v1/library", json=body | fields)
    assert response.status_code == 201, response.text
    return dict(response.json())


def patch(client: TestClient, entry: dict[str, Any], **fields: Any) -> Any:
    headers = {"If-Match": f'"{entry["etag"]}"'}
    return client.patch(f"/v1/library/{entry['id']}", json=fields, headers=headers)


def test_a_draft_is_written_signed_and_taken_back(
    contributor: TestClient, reviewer: TestClient
) -> None:
    evidence = [{"document_id": id_of(contributor, "Encryption Policy"), "quote": QUOTE}]
    entry = draft(contributor, evidence=evidence, tags=["crypto"], verdict="yes")
    assert (entry["state"], entry["audience"]) == ("draft", "internal")
    assert entry["citations"][0]["quote"] == QUOTE
    signed = reviewer.post(f"/v1/library/{entry['id']}/approve").json()
    assert (signed["state"], signed["approver"], signed["standing"]) == (
        "approved", "service:rev", "fresh",
    )  # fmt: skip
    assert [change["action"] for change in signed["history"]] == ["add", "approve"]
    assert reviewer.post(f"/v1/library/{entry['id']}/retire").json()["state"] == "retired"
    assert reviewer.get("/v1/library").json()["total"] == 0
    assert reviewer.get("/v1/library?state=retired").json()["total"] == 1
    assert reviewer.post(f"/v1/library/{entry['id']}/undo").json()["state"] == "approved"


def test_what_somebody_else_changed_is_not_overwritten(
    contributor: TestClient, other: TestClient
) -> None:
    entry = draft(contributor)
    address = f"/v1/library/{entry['id']}"
    assert contributor.patch(address, json={"owner": "A"}).status_code == 428
    first = patch(other, entry, answer="Yes, with AES-256 and TLS 1.3.")
    assert first.status_code == 200
    second = patch(contributor, entry, answer="Yes.")
    assert second.status_code == 412
    assert second.json()["type"] == "urn:vouch:problem:changed"
    assert "GET it again" in second.json()["detail"]
    assert second.json()["etag"] == first.json()["etag"]
    assert contributor.get(address).json()["answer"] == "Yes, with AES-256 and TLS 1.3."
    stale = {"If-Match": f'"{entry["etag"]}"'}
    assert other.post(f"{address}/approve", headers=stale).status_code == 412


def test_only_a_reviewer_changes_what_was_signed(
    contributor: TestClient, reviewer: TestClient
) -> None:
    entry = draft(contributor)
    assert contributor.post(f"/v1/library/{entry['id']}/approve").status_code == 403
    signed = reviewer.post(f"/v1/library/{entry['id']}/approve").json()
    assert patch(contributor, signed, answer="No.").status_code == 403
    owned = patch(contributor, signed, owner="Dana")
    assert (owned.status_code, owned.json()["state"]) == (200, "approved")
    changed = patch(reviewer, owned.json(), answer="Yes, all of it.", valid_until="2020-01-01")
    assert changed.json()["state"] == "draft"
    refused = reviewer.post(f"/v1/library/{entry['id']}/approve")
    assert refused.status_code == 409
    assert "valid until 2020-01-01" in refused.json()["detail"]


def test_the_list_is_filtered_and_paged(reviewer: TestClient) -> None:
    draft(reviewer, tags=["crypto"], owner="Dana")
    old = draft(reviewer, question="Do you keep bees?", answer="No.", product="Berth")
    reviewer.post(f"/v1/library/{old['id']}/approve")
    patch(reviewer, reviewer.get(f"/v1/library/{old['id']}").json(), valid_until="2020-01-01")
    found = reviewer.get("/v1/library").json()
    assert (found["total"], found["owners"], found["tags"]) == (2, ["Dana"], ["crypto"])
    for query, total in (
        ("text=bees", 1), ("text=aes+yes", 1), ("text=goats", 0), ("owner=dana", 1),
        ("tag=crypto", 1), ("product=berth", 1), ("standing=expired", 1), ("standing=fresh", 1),
        ("state=approved", 0), ("limit=1", 2),
    ):  # fmt: skip
        assert reviewer.get(f"/v1/library?{query}").json()["total"] == total, query
    assert len(reviewer.get("/v1/library?limit=1").json()["entries"]) == 1


def test_an_entry_whose_evidence_changed_is_stale(
    reviewer: TestClient, base: KnowledgeBase, tmp_path: Path
) -> None:
    identity = id_of(reviewer, "Encryption Policy")
    entry = draft(reviewer, evidence=[{"document_id": identity, "quote": QUOTE}])
    load_new = tmp_path / "documents" / "encryption.md"
    load_new.write_text("# Encryption Policy\n\nNothing is encrypted.\n", encoding="utf-8")
    load(base, load_new, Audience.INTERNAL)
    shown = reviewer.get(f"/v1/library/{entry['id']}").json()
    assert shown["standing"] == "stale"
    assert "has changed" in shown["reasons"][0]


def test_evidence_must_stand_in_the_document(contributor: TestClient) -> None:
    evidence = [{"document_id": id_of(contributor, "Trust page"), "quote": "We keep bees."}]
    body = {"question": "Bees?", "answer": "Yes.", "evidence": evidence}
    response = contributor.post("/v1/library", json=body)
    assert response.status_code == 422
    assert "evidence 1" in response.json()["detail"]


def test_a_draft_is_made_of_an_answer(
    reader: TestClient, contributor: TestClient, reviewer: TestClient, public: TestClient
) -> None:
    asked = {"question": "Is customer data encrypted at rest?"}
    record = {"record": reader.post("/v1/ask", json=asked).json()["record"]}
    made = reviewer.post("/v1/library/from-answer", json=record)
    assert made.status_code == 201
    assert made.json()["origin"] == f"answer {record['record']}"
    absent = {"record": "0" * 32}
    for client in (contributor, public):  # somebody else's; and one above the key's audience
        refused = client.post("/v1/library/from-answer", json=record)
        nothing = client.post("/v1/library/from-answer", json=absent)
        assert refused.status_code == nothing.status_code == 404
        said = nothing.json()["detail"].replace(absent["record"], record["record"])
        assert refused.json()["detail"] == said


def test_overlaps_are_named(reviewer: TestClient) -> None:
    for answer in ("Yes, with AES-256.", "Yes, with AES-128."):
        entry = draft(reviewer, answer=answer)
        reviewer.post(f"/v1/library/{entry['id']}/approve")
    found = reviewer.get("/v1/library/overlaps?differing=true").json()
    assert found["total"] == 1
    assert found["overlaps"][0]["differing"]


def upload(client: TestClient, name: str = "past.csv", data: bytes = CSV, **form: str) -> Any:
    return client.post("/v1/library/import", files={"file": (name, data)}, data=form)


def test_an_import_says_first_what_it_would_do(
    contributor: TestClient, reviewer: TestClient
) -> None:
    dry = upload(contributor, dry_run="true").json()
    assert [row["question"] for row in dry["added"]] == [
        "Do you encrypt data?",
        "Do you keep bees?",
    ]
    assert (dry["without_answer"], dry["added"][0]["entry"]) == (1, None)
    assert contributor.get("/v1/library").json()["total"] == 0
    done = upload(contributor).json()
    assert len(done["added"]) == 2
    again = upload(contributor, dry_run="true").json()
    assert [row["entry"] for row in again["repeated"]] == [row["entry"] for row in done["added"]]
    assert upload(contributor, approve="true").status_code == 403


def test_a_file_without_answers_is_a_problem_that_names_it_as_it_was_sent(
    contributor: TestClient,
) -> None:
    response = upload(contributor, "odd.csv", b"a,b\n1,2\n")
    assert response.status_code == 422
    assert response.json()["detail"].startswith("odd.csv: no columns for questions and answers")
    assert "columns=question=C,answer=E" in response.json()["detail"]
    assert upload(contributor, columns="question").status_code == 422


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_an_export_is_read_back(reviewer: TestClient, contributor: TestClient, form: str) -> None:
    draft(reviewer, question="=HYPERLINK(1)", answer="Yes.")
    response = reviewer.get(f"/v1/library/export?form={form}")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="library-')
    assert contributor.get("/v1/library/export").status_code == 403
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        assert sheet is not None
        assert sheet["C2"].data_type == "s"
    found = upload(reviewer, f"library.{form}", response.content, dry_run="true").json()
    assert [row["question"] for row in found["repeated"]] == ["=HYPERLINK(1)"]


def test_what_is_above_the_audience_is_not_there(public: TestClient, reviewer: TestClient) -> None:
    def everything() -> list[bytes]:
        dry = {"file": ("past.csv", CSV)}
        return [
            public.get("/v1/library").content,
            public.get("/v1/library/overlaps").content,
            public.get("/v1/library/export").content,
            public.get("/v1/review-due").content,
            public.post("/v1/library/import", files=dry, data={"dry_run": "true"}).content,
        ]

    draft(reviewer, question="Do you report incidents?", answer="Yes.", audience="public")
    before = everything()
    hidden = draft(reviewer, question="Do you encrypt data?", answer="Yes.")
    quoted = [{"document_id": id_of(reviewer, "Encryption Policy"), "quote": QUOTE}]
    resting = draft(reviewer, question="Do you keep bees?", evidence=quoted, audience="public")
    assert everything() == before
    for entry in (hidden, resting):
        address = f"/v1/library/{entry['id']}"
        absent = public.get("/v1/library/0123456789ab").json()["detail"]
        for response in (
            public.get(address),
            patch(public, entry, owner="X"),
            public.post(f"{address}/approve"),
            public.post(f"{address}/retire"),
            public.post(f"{address}/undo"),
        ):
            assert response.status_code == 404
            assert response.json()["detail"].replace(entry["id"], "0123456789ab") == absent
    wanted = {"question": "Q?", "answer": "A.", "audience": "internal"}
    assert public.post("/v1/library", json=wanted).status_code == 403
    no_document = public.post("/v1/library", json=wanted | {"audience": "public"} | {
        "evidence": quoted})  # fmt: skip
    assert no_document.status_code == 422
    assert "there is no document" in no_document.json()["detail"]


def test_an_earlier_form_above_the_audience_stays_hidden(
    public: TestClient, reviewer: TestClient
) -> None:
    entry = draft(reviewer, answer="The secret answer.")
    opened = patch(reviewer, entry, answer="The open answer.", audience="public").json()
    shown = public.get(f"/v1/library/{opened['id']}")
    assert "secret" not in shown.text
    assert shown.json()["history"] == []
    undone = public.post(f"/v1/library/{opened['id']}/undo")
    assert undone.status_code == 409
    assert public.get(f"/v1/library/{opened['id']}").json()["answer"] == "The open answer."
