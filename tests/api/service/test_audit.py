"""The audit log and past answers over HTTP: who sees what, proofs, and no answer without a row."""

import hashlib
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.audit_keeping import Keeping, note_settings
from api.service.keys import Caller, Keys
from api.service.roles import Role
from kb.audit import tree
from kb.audit.check import check
from kb.audit.checkpoints import checkpoint_file, make
from kb.knowledge_base import KnowledgeBase
from kb.records import audit_tree
from kb.records.document_edits import Edit, edit
from kb.records.schema import audit as rows
from kb.values import Audience
from tests.api.service.conftest import KEY, id_of, load

HOLDERS = {
    "anna": Caller("anna", Audience.INTERNAL, Role.READER),
    "bert": Caller("bert", Audience.INTERNAL, Role.READER),
    "carl": Caller("carl", Audience.PUBLIC, Role.REVIEWER),
    "dora": Caller("dora", Audience.PUBLIC, Role.ADMIN),
    "anna-now-public": Caller("anna", Audience.PUBLIC, Role.READER),
}
SECRET, OPEN = "Is customer data encrypted at rest?", "When are incidents reported to customers?"


@pytest.fixture
def clients(base: KnowledgeBase) -> dict[str, TestClient]:
    keys = {f"the-key-of-{name}-in-this-test": caller for name, caller in HOLDERS.items()}
    app = create_app(base, Keys(keys | {KEY: Caller("local", Audience.INTERNAL)}))
    held = {
        name: TestClient(app, headers={"X-API-Key": f"the-key-of-{name}-in-this-test"})
        for name in HOLDERS
    }
    return held | {"admin": TestClient(app, headers={"X-API-Key": KEY})}


def ask(client: TestClient, question: str) -> dict[str, Any]:
    found: dict[str, Any] = client.post("/v1/ask", json={"question": question}).json()
    return found


def test_a_past_answer_is_shown_letter_for_letter(clients: dict[str, TestClient]) -> None:
    given = ask(clients["anna"], SECRET)
    found = clients["anna"].get(f"/v1/answers/{given['record']}").json()

    del given["seconds"]
    assert found["answer"] == given
    assert (found["question"], found["actor"], found["audience"]) == (
        SECRET, "service:anna", "internal",
    )  # fmt: skip
    assert [quote["state"] for quote in found["quotes"]] == ["same"] * len(given["citations"])
    assert all(quote["stored"] and quote["still_said"] for quote in found["quotes"])
    assert found["made_by"]["settings_hash"]
    assert found["made_by"]["passages"]


def test_only_the_asker_and_reviewers_see_an_answer(clients: dict[str, TestClient]) -> None:
    record = ask(clients["anna"], SECRET)["record"]
    public = ask(clients["dora"], OPEN)["record"]

    status = {
        name: client.get(f"/v1/answers/{record}").status_code for name, client in clients.items()
    }
    assert status == {
        "anna": 200, "admin": 200, "bert": 404, "carl": 404, "dora": 404, "anna-now-public": 404,
    }  # fmt: skip
    assert clients["carl"].get(f"/v1/answers/{public}").status_code == 200


def test_what_may_not_be_seen_is_what_is_not_there(clients: dict[str, TestClient]) -> None:
    record = ask(clients["anna"], SECRET)["record"]
    absent = "0" * 32
    for name in ("bert", "carl", "dora", "anna-now-public"):
        hidden, nothing = (
            clients[name].get(f"/v1/answers/{r}").json()["detail"].replace(r, "ID")
            for r in (record, absent)
        )
        assert hidden == nothing


def test_an_answer_goes_with_a_document_that_is_raised(
    clients: dict[str, TestClient], base: KnowledgeBase
) -> None:
    given = ask(clients["carl"], OPEN)
    assert clients["carl"].get(f"/v1/answers/{given['record']}").status_code == 200
    with base.changing("edit"), base.records.write() as connection:
        edit(connection, given["citations"][0]["document_id"], Edit(Audience.INTERNAL, None, {}))

    assert clients["carl"].get(f"/v1/answers/{given['record']}").status_code == 404
    assert clients["admin"].get(f"/v1/answers/{given['record']}").status_code == 200


def test_an_answer_tells_what_became_of_its_quotes(
    clients: dict[str, TestClient], base: KnowledgeBase
) -> None:
    admin = clients["admin"]
    record = ask(admin, SECRET)["record"]
    source = base.settings.home.parent / "documents" / "encryption.md"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("AES-256", "AES-128"), encoding="utf-8")
    load(base, source, Audience.INTERNAL)
    quote = admin.get(f"/v1/answers/{record}").json()["quotes"][0]
    assert (quote["state"], quote["still_said"], quote["stored"]) == ("changed", False, True)
    assert admin.delete(f"/v1/documents/{quote['document_id']}").status_code == 204
    assert admin.get(f"/v1/answers/{record}").json()["quotes"][0]["state"] == "removed"
    assert admin.post(f"/v1/documents/{quote['document_id']}/purge").status_code == 200
    gone = admin.get(f"/v1/answers/{record}")
    assert (gone.status_code, "erased" in gone.json()["detail"]) == (404, True)
    assert "erased" not in clients["carl"].get(f"/v1/answers/{record}").json()["detail"]
    assert check(base.records, base.settings).findings == ()


@pytest.fixture
def full(base: KnowledgeBase, clients: dict[str, TestClient]) -> dict[str, TestClient]:
    """A store that takes no byte more."""
    ask(clients["admin"], SECRET)

    def no_more(connection: Any, _record: Any, _proxy: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}").close()

    with base.records.read() as connection:
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    sa.event.listen(base.records.engine, "checkout", no_more)
    return clients


def test_a_full_store_gives_no_answer(full: dict[str, TestClient], base: KnowledgeBase) -> None:
    codes = []
    for _ in range(400):
        said = full["admin"].post("/v1/ask", json={"question": SECRET})
        codes.append(said.status_code)
        if said.status_code != 200:
            break
    assert codes[-1] == 503
    assert said.json()["type"] == "urn:vouch:problem:store"
    assert "AES" not in said.text
    with base.records.read() as connection:
        kept = connection.execute(
            sa.select(sa.func.count()).select_from(rows).where(rows.c.kind == "answer")
        ).scalar_one()
    assert kept == codes.count(200) + 1


@pytest.mark.parametrize("table", ["audit", "audit_leaves", "audit_nodes"])
def test_a_store_that_cannot_be_written_gives_no_answer(
    clients: dict[str, TestClient], base: KnowledgeBase, table: str
) -> None:
    refusing = (
        f"CREATE TRIGGER readonly BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    with base.records.write() as connection:
        connection.execute(sa.text(refusing))
    # One leaf in two finishes no subtree.
    said = [clients["admin"].post("/v1/ask", json={"question": SECRET}) for _ in range(2)]

    refused = [one for one in said if one.status_code == 503]
    assert refused
    assert not any("AES" in one.text for one in refused)
    with base.records.read() as connection:
        kept = connection.execute(sa.select(rows.c.kind).where(rows.c.kind == "answer")).all()
    assert len(kept) == 2 - len(refused)


def test_the_log_is_listed_and_filtered(clients: dict[str, TestClient]) -> None:
    admin = clients["admin"]
    ask(clients["anna"], SECRET)
    record = ask(clients["bert"], OPEN)["record"]
    page = admin.get("/v1/audit", params={"kind": "answer", "limit": 1}).json()
    assert (page["total"], [row["id"] for row in page["rows"]]) == (2, [record])
    by = admin.get("/v1/audit", params={"actor": "service:anna"}).json()
    assert [row["payload"]["answer"]["question"] for row in by["rows"]] == [SECRET]
    about = admin.get("/v1/audit", params={"document": id_of(admin, "Trust page")}).json()
    assert {row["kind"] for row in about["rows"]} == {"answer", "document"}
    assert admin.get("/v1/audit", params={"until": "2001-01-01"}).json()["total"] == 0
    assert admin.get("/v1/audit", params={"until": "9999-12-31"}).json()["total"] > 0
    everything = admin.get("/v1/audit", params={"since": "2001-01-01"}).json()
    assert [row["position"] for row in everything["rows"]] == list(
        range(everything["total"] - 1, -1, -1)
    )


def test_an_admin_who_sees_less_is_shown_less(clients: dict[str, TestClient]) -> None:
    own = ask(clients["dora"], OPEN)["record"]
    before = clients["dora"].get("/v1/audit").content
    ask(clients["anna"], SECRET)
    clients["admin"].delete(f"/v1/documents/{id_of(clients['admin'], 'Encryption Policy')}")

    assert clients["dora"].get("/v1/audit").content == before
    shown = clients["dora"].get("/v1/audit").json()["rows"]
    assert [(row["id"], row["position"]) for row in shown] == [(own, None)]
    for path in ("/checkpoint", f"/proof/{own}", "/consistency?first=1&second=2"):
        assert clients["dora"].get(f"/v1/audit{path}").status_code == 403


def test_the_proofs_lead_to_the_signed_head(
    clients: dict[str, TestClient], base: KnowledgeBase
) -> None:
    admin = clients["admin"]
    assert admin.get("/v1/audit/checkpoint").json()["note"] is None
    record = ask(admin, SECRET)["record"]
    first = make(base.records, base.settings)
    for _ in range(4):
        ask(admin, OPEN)
    make(base.records, base.settings)
    last = admin.get("/v1/audit/checkpoint").json()
    assert last["rows"] == last["size"] > first.size
    proof = admin.get(f"/v1/audit/proof/{record}", params={"size": last["size"]}).json()
    assert proof["leaf_hash"] == hashlib.sha256(b"\x00" + proof["leaf"].encode()).hexdigest()
    hashes = [bytes.fromhex(one) for one in proof["hashes"]]
    head = bytes.fromhex(last["root"])
    leaf = bytes.fromhex(proof["leaf_hash"])
    assert tree.is_included(leaf, proof["position"], last["size"], hashes, head)
    params = {"first": first.size, "second": last["size"]}
    both = admin.get("/v1/audit/consistency", params=params).json()
    hashes = [bytes.fromhex(one) for one in both["hashes"]]
    assert (both["first_root"], both["second_root"]) == (first.root, last["root"])
    assert tree.is_consistent(first.size, last["size"], hashes, bytes.fromhex(first.root), head)
    assert admin.get(f"/v1/audit/proof/{'0' * 32}").status_code == 404
    params = {"first": 1, "second": last["size"] + 1}
    assert admin.get("/v1/audit/consistency", params=params).status_code == 404


def test_the_service_signs_when_it_stops(app: FastAPI, base: KnowledgeBase) -> None:
    with TestClient(app):
        pass
    with base.records.read() as connection:
        size = audit_tree.size(connection)
    report = check(base.records, base.settings)
    assert (report.signed_rows, report.findings) == (size, ())
    assert checkpoint_file(base.settings).read_text(encoding="utf-8").count("\u2014 ") == 1


def test_a_checkpoint_is_made_after_so_many_rows(
    base: KnowledgeBase, clients: dict[str, TestClient]
) -> None:
    make(base.records, base.settings)
    few = base.settings.model_copy(update={"audit_checkpoint_rows": 3})
    object.__setattr__(base, "settings", few)
    signed = []
    for _ in range(4):
        ask(clients["admin"], OPEN)
        Keeping(base).look()
        signed.append(check(base.records, base.settings).signed_rows)
    assert [number - signed[0] for number in signed] == [0, 0, 3, 3]


def test_settings_are_logged_when_they_change_and_no_secret_is(base: KnowledgeBase) -> None:
    secret = base.settings.model_copy(update={"chroma_url": "http://user:hidden@host:1"})
    assert [note_settings(base), note_settings(base)] == [True, False]
    object.__setattr__(base, "settings", secret)
    assert note_settings(base)
    with base.records.read() as connection:
        query = sa.select(rows.c.payload).where(rows.c.kind == "settings").order_by(rows.c.seq)
        first, second = connection.execute(query).scalars()
    assert first["settings"]["evidence_threshold"] == 0.5
    assert "hidden" not in str(second)
    assert second["settings"]["chroma_url"] == "http://…@host:1"
