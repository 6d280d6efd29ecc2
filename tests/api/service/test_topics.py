"""``/v1/topics``: the list of questions for a person, read, changed, tried and put back."""

import threading

import pytest
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.keys import Caller, Keys
from api.service.roles import Role
from kb.answering.topics import Topics
from kb.knowledge_base import KnowledgeBase
from kb.records import audit
from kb.values import Audience, Question
from vouch_client import Client
from vouch_client.errors import ServiceError
from vouch_client.models.topics import Topic

PARROTS = {"id": "parrots", "ask": "the zoo", "words": ["parrot*"]}


@pytest.fixture
def clients(base: KnowledgeBase) -> dict[Role, TestClient]:
    keys = {f"the-{r.value}-key": Caller(r.value, Audience.INTERNAL, r) for r in Role}
    app = create_app(base, Keys(keys))
    return {r: TestClient(app, headers={"X-API-Key": f"the-{r.value}-key"}) for r in Role}


@pytest.fixture
def admin(clients: dict[Role, TestClient]) -> TestClient:
    return clients[Role.ADMIN]


def put(client: TestClient, *topics: object, etag: str = "*") -> int:
    body = {"topics": list(topics)}
    return client.put("/v1/topics", json=body, headers={"If-Match": etag}).status_code


def test_the_list_that_ships_is_read_and_can_be_sent_back(
    clients: dict[Role, TestClient], admin: TestClient
) -> None:
    found = clients[Role.CONTRIBUTOR].get("/v1/topics").json()
    assert not found["own"]
    assert [one["id"] for one in found["topics"]] == [one.id for one in Topics.load().topics]
    assert put(admin, *found["topics"], etag=found["etag"]) == 200
    again = admin.get("/v1/topics").json()
    assert again["own"]
    assert again["topics"] == found["topics"]


def test_a_change_counts_for_the_next_question_and_is_audited(
    base: KnowledgeBase, admin: TestClient
) -> None:
    asked = Question("Do you keep parrots?", Audience.INTERNAL)
    assert "zoo" not in base.ask(asked)[0].note
    assert put(admin, PARROTS) == 200
    assert "ask the zoo" in base.ask(asked)[0].note
    found = admin.post("/v1/topics/try", json={"question": "A Parrot?"}).json()
    assert found == {"id": "parrots", "ask": "the zoo", "mark": "Parrot"}
    none = admin.post("/v1/topics/try", json={"question": "Any discounts?"}).json()
    assert none == {"id": None, "ask": None, "mark": None}
    [row] = admin.get("/v1/audit?kind=settings.topics").json()["rows"]
    assert row["actor"] == "admin" or row["actor"].endswith("admin")
    with base.records.read() as connection:
        stored = audit.read(connection, row["id"])
    assert stored is not None
    assert [one["id"] for one in stored["payload"]["after"]] == ["parrots"]
    assert "price" in [one["id"] for one in stored["payload"]["before"]]


def test_another_process_and_a_hand_on_the_file_are_seen(
    base: KnowledgeBase, admin: TestClient
) -> None:
    assert put(admin, PARROTS) == 200
    path = base.settings.home / "topics.yaml"
    path.write_text("topics:\n  - {id: tea, ask: Kitchen, words: [tea]}\n", encoding="utf-8")
    found = admin.get("/v1/topics").json()
    assert [one["id"] for one in found["topics"]] == ["tea"]


def test_a_list_that_cannot_be_read_can_be_put_right(
    base: KnowledgeBase, admin: TestClient
) -> None:
    (base.settings.home / "topics.yaml").write_text("topics: [", encoding="utf-8")
    assert admin.get("/v1/topics").status_code == 500
    found = admin.delete("/v1/topics", headers={"If-Match": "*"}).json()
    assert not found["own"]
    assert not (base.settings.home / "topics.yaml").exists()


def test_nobody_overwrites_what_they_did_not_see(admin: TestClient) -> None:
    before = admin.get("/v1/topics").json()["etag"]
    assert admin.put("/v1/topics", json={"topics": []}).status_code == 428
    assert admin.delete("/v1/topics").status_code == 428
    outcomes: list[int] = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(put(admin, PARROTS, etag=before)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [200, 412, 412, 412]
    assert admin.delete("/v1/topics", headers={"If-Match": before}).status_code == 412


@pytest.mark.parametrize(
    "topic",
    [
        {"id": "a", "ask": "b"},
        {"id": " ", "ask": "b", "words": ["c"]},
        {"id": "a", "ask": "", "words": ["c"]},
        {"id": "a", "ask": "b", "words": ["*"]},
        {"id": "a", "ask": "b", "words": ["c\u0000"]},
        {"id": "a", "ask": "b", "phrases": ["("]},
        {"id": "a", "ask": "b", "phrases": ["(a+)+$"]},
        {"id": "a", "ask": "b", "phrases": [r"(?:\w+ ){2,}x"]},
        {"id": "a", "ask": "b", "phrases": ["a.*b"]},
        {"id": "a", "ask": "b", "phrases": [r"\w+ \w+ \w+ \w+x"]},
        {"id": "a", "ask": "b", "words": ["c"], "more": 1},
    ],
)
def test_what_would_not_work_is_refused(admin: TestClient, topic: dict[str, object]) -> None:
    before = admin.get("/v1/topics").json()
    assert put(admin, topic) == 422
    assert admin.get("/v1/topics").json() == before


def test_two_topics_of_one_name_are_refused(admin: TestClient) -> None:
    assert put(admin, PARROTS, PARROTS | {"id": "Parrots"}) == 422


def test_only_an_admin_changes_it(clients: dict[Role, TestClient]) -> None:
    assert clients[Role.READER].get("/v1/topics").status_code == 403
    assert put(clients[Role.REVIEWER], PARROTS) == 403


def test_the_client_adds_changes_removes_and_restores(admin: TestClient) -> None:
    client = Client("http://testserver", "the-admin-key", http=admin)
    seen = client.topics.list()
    added = client.topics.put(seen, Topic(id="tea", ask="Kitchen", words=("tea",)))
    assert added.topics[-1].ask == "Kitchen"
    changed = client.topics.put(added, Topic(id="tea", ask="Canteen", words=("tea",)), "tea")
    assert [one.ask for one in changed.topics if one.id == "tea"] == ["Canteen"]
    assert client.topics.which("Is there tea?").ask == "Canteen"
    with pytest.raises(ServiceError, match="changed"):
        client.topics.remove(seen, "price")
    left = client.topics.remove(changed, "tea")
    assert left.topics == seen.topics
    assert client.topics.restore(left) == seen
