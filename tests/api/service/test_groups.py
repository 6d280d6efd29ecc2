"""Groups: what is for one is not there for anybody else, whatever their level and role."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.created_keys import create_key
from api.service.keys import Caller, Keys
from api.service.roles import Role
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import Settings
from kb.values import Audience

TOP = Audience("internal:board+legal")
SECRET = "# Litigation\n\nThe Wrexley matter is settled for 40,000 pounds within 30 days.\n"
ASKED = {"question": "Within how many days is the Wrexley matter settled?"}


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    settings = Settings(home=tmp_path / "home", embedder="hashing", groups="legal, board")
    with open_knowledge_base(settings) as opened, opened.writing("test"):
        yield opened


@pytest.fixture
def clients(base: KnowledgeBase) -> dict[str, TestClient]:
    names = ("internal", "nda:legal", "internal:legal", "internal:board", TOP.value)
    keys = {f"the-{n}-key-of-this-test": Caller(n, Audience(n), Role.ADMIN) for n in names}
    app = create_app(base, Keys(keys))
    return {n: TestClient(app, headers={"X-API-Key": f"the-{n}-key-of-this-test"}) for n in names}


def load(client: TestClient, text: str = SECRET, **form: str) -> str:
    files = {"file": ("litigation.md", text.encode())}
    sent = client.post("/v1/documents", files=files, data=form)
    assert sent.status_code == 200, sent.text
    return str(sent.json()["document_ids"][0])


def test_it_is_answered_to_the_group_alone(clients: dict[str, TestClient]) -> None:
    load(clients["internal:legal"], audience="internal:legal")
    for name, client in clients.items():
        told = "30 days" in client.post("/v1/ask", json=ASKED).json()["answer"]
        assert told == Audience(name).covers(Audience("internal:legal")), name
    lowered = clients[TOP.value].post("/v1/ask", json=ASKED | {"audience": "internal:board"})
    assert lowered.json()["status"] == "abstained"


def test_nobody_loads_or_makes_for_a_group_they_are_not_of(clients: dict[str, TestClient]) -> None:
    outsider = clients["internal"]
    files = {"file": ("a.md", SECRET.encode())}
    refused = outsider.post("/v1/documents", files=files, data={"audience": "internal:legal"})
    assert refused.status_code == 403
    assert "internal:legal" in refused.json()["detail"]
    identity = load(outsider, audience="internal")
    edit = {"audience": "internal:legal"}
    assert outsider.patch(f"/v1/documents/{identity}", json=edit).status_code == 403
    key = {"name": "made", "role": "reader", "audience": "public:board"}
    assert outsider.post("/v1/keys", json=key).status_code == 403
    assert clients["internal:board"].post("/v1/keys", json=key).status_code == 201
    wrong = outsider.post("/v1/keys", json=key | {"audience": "internal:Board"})
    assert wrong.status_code == 422


def test_a_version_stays_with_the_groups_it_was_for(clients: dict[str, TestClient]) -> None:
    lawyer, outsider = clients["internal:legal"], clients["internal"]
    identity = load(lawyer, audience="internal:legal")
    edited = lawyer.patch(f"/v1/documents/{identity}", json={"audience": "internal"})
    assert edited.json()["version"] == 2
    assert [v["version"] for v in edited.json()["history"]] == [1, 2]
    seen = outsider.get(f"/v1/documents/{identity}").json()
    assert [v["version"] for v in seen["history"]] == [2]
    assert outsider.get(f"/v1/documents/{identity}?version=1").status_code == 404
    assert outsider.get(f"/v1/documents/{identity}/versions").json()["versions"][0]["version"] == 2
    assert lawyer.get(f"/v1/documents/{identity}?version=1").status_code == 200


def test_what_is_over_everything_wants_every_group(clients: dict[str, TestClient]) -> None:
    clients[TOP.value].post("/v1/ask", json=ASKED | {"audience": "nda"})
    for name, client in clients.items():
        whole = name == TOP.value
        assert client.get("/v1/audit/checkpoint").status_code == (200 if whole else 403), name
        rows = client.get("/v1/audit?kind=answer").json()["rows"]
        assert len(rows) == 1, name
        assert all((row["position"] is not None) == whole for row in rows)
    identity = load(clients["internal"], audience="internal")
    assert clients["internal"].post(f"/v1/documents/{identity}/purge").status_code == 403
    assert clients[TOP.value].post(f"/v1/documents/{identity}/purge").status_code == 200


def test_a_group_that_the_settings_do_not_name_is_nobodys(base: KnowledgeBase) -> None:
    past = Audience("internal:legal+sales")
    _, token = create_key(
        base.records, "old", role=Role.READER, audience=past, scopes=(), days=1, by="test"
    )
    client = TestClient(create_app(base, Keys({})), headers={"X-API-Key": token})
    assert client.get("/v1/me").json()["audience"] == "internal:legal"


def test_an_entry_keeps_the_groups_of_what_was_purged(
    base: KnowledgeBase, clients: dict[str, TestClient]
) -> None:
    identity = load(clients[TOP.value], audience="internal:legal")
    quote = "The Wrexley matter is settled for 40,000 pounds within 30 days."
    entry = {
        "question": "Is the Wrexley matter settled?",
        "answer": "Yes, lately.",
        "audience": "internal",
        "evidence": [{"document_id": identity, "quote": quote}],
    }
    made = clients[TOP.value].post("/v1/library", json=entry)
    assert made.status_code == 201, made.text
    path = f"/v1/library/{made.json()['id']}"
    assert clients["internal"].get(path).status_code == 404
    assert clients[TOP.value].post(f"/v1/documents/{identity}/purge").status_code == 200
    assert clients["internal"].get(path).status_code == 404
    assert clients["internal:legal"].get(path).json()["audience"] == "internal:legal"


def test_what_names_no_audience_is_for_no_group(clients: dict[str, TestClient]) -> None:
    client = clients["internal:legal"]
    entry = {"question": "Is there a canteen?", "answer": "Yes."}
    assert client.post("/v1/library", json=entry).json()["audience"] == "internal"
    form = {"file": ("form.csv", b"Question,Answer\nIs there a canteen?,\n")}
    sent = client.post("/v1/questionnaires", files=form)
    assert sent.status_code == 201, sent.text
    assert sent.json()["questionnaire"]["audience"] == "internal"
    assert load(client)
    assert clients["internal"].get("/v1/documents").json()["total"] == 1
