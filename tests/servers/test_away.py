"""A Postgres server that goes away under a service and comes back."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.keys import Caller, Keys
from kb.errors import StoreBusyError, StoreError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import Records, open_records
from kb.records.changes import last_change
from kb.records.documents import log
from kb.values import Audience
from tests.kb.storing import prepared, settings, store
from tests.servers.postgres import PostgresServer
from tests.servers.programs import wait_until

pytestmark = pytest.mark.postgres
KEY = "the-internal-key-of-this-test"
QUESTION = {"question": "Are laptops encrypted?"}


@pytest.fixture
def base(postgres_url: str, tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_knowledge_base(settings(tmp_path / "home", database_url=postgres_url)) as opened:
        store(opened, prepared("a", "All laptops are encrypted."))
        yield opened


@pytest.fixture
def client(base: KnowledgeBase) -> Iterator[TestClient]:
    app = create_app(base, Keys({KEY: Caller("local", Audience.INTERNAL)}))
    with TestClient(app, headers={"X-API-Key": KEY}) as opened:
        wait_until(lambda: opened.get("/v1/ready").status_code == 200, "the service is ready")
        yield opened


def _answered(ask: Callable[[], httpx.Response]) -> bool:
    return ask().status_code == 200


def test_requests_are_refused_while_it_is_away_and_answered_when_it_is_back(
    client: TestClient, postgres_server: PostgresServer
) -> None:
    before = client.post("/v1/ask", json=QUESTION).json()
    postgres_server.stop()
    try:
        for refused in (
            client.post("/v1/ask", json=QUESTION),
            client.get("/v1/documents"),
            client.post("/v1/search", json={"query": "laptops"}),
            client.get("/v1/ready"),
        ):
            assert refused.status_code == 503, refused.text
            problem = refused.json()
            assert problem["type"] == "urn:vouch:problem:store"
            assert problem["detail"] == "the database of the records does not answer; try again"
        assert client.get("/v1/health").json() == {"status": "ok"}
    finally:
        postgres_server.start()
    assert _answered(lambda: client.post("/v1/ask", json=QUESTION))
    after = client.post("/v1/ask", json=QUESTION).json()
    assert (after["answer"], after["citations"]) == (before["answer"], before["citations"])
    sent = {"file": ("b.md", b"# Badges\n\nVisitors wear a badge.\n")}
    assert client.post("/v1/documents", files=sent).status_code == 200
    assert client.get("/v1/documents").json()["total"] == 2


def test_a_key_that_is_looked_up_in_the_records_is_refused_with_the_reason(
    client: TestClient, postgres_server: PostgresServer
) -> None:
    """It is not that the key is wrong: who is told 401 would throw it away."""
    made = client.post("/v1/keys", json={"name": "helpdesk", "role": "reader"})
    assert made.status_code == 201, made.text
    key = {"X-API-Key": made.json()["token"]}
    assert client.get("/v1/documents", headers=key).status_code == 200
    postgres_server.stop()
    try:
        refused = client.get("/v1/documents", headers=key)
        assert (refused.status_code, refused.json()["type"]) == (503, "urn:vouch:problem:store")
    finally:
        postgres_server.start()
    assert client.get("/v1/documents", headers=key).status_code == 200


def test_a_transaction_cut_off_leaves_nothing_and_the_next_one_works(
    postgres_url: str, postgres_server: PostgresServer
) -> None:
    records = open_records(postgres_url)

    def cut_off() -> None:
        with records.write() as connection:
            log(connection, ["half"], "put")
            postgres_server.stop()
            postgres_server.start()
            log(connection, ["other half"], "put")

    with pytest.raises(StoreError, match="does not answer"):
        cut_off()
    with records.write() as connection:
        log(connection, ["whole"], "put")
        assert last_change(connection) >= 1
    with records.read() as connection:
        rows = connection.exec_driver_sql("SELECT document_id FROM changes").scalars().all()
    assert rows == ["whole"]
    records.close()


def test_an_address_where_nobody_answers_is_said_with_the_reason(
    postgres_server: PostgresServer,
) -> None:
    address = postgres_server.url("no_such_database")
    with pytest.raises(StoreError, match='database "no_such_database" does not exist'):
        open_records(address)


def test_who_waits_too_long_for_its_turn_is_told(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.records.engine._PATIENCE", 1.0)
    records = open_records(postgres_url)
    with records.write(), pytest.raises(StoreBusyError, match="try again"), records.write():
        pass
    records.close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_the_address_is_taken(postgres_url: str, scheme: str) -> None:
    records: Records = open_records(postgres_url.replace("postgresql", scheme, 1))
    assert records.engine.dialect.driver == "psycopg"
    records.close()


def test_many_may_open_a_new_store_at_once(postgres_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(open_records, [postgres_url] * 4))
    assert len({records.store_id for records in opened}) == 1
    for records in opened:
        records.close()


def test_a_database_in_another_encoding_is_refused(postgres_server: PostgresServer) -> None:
    postgres_server.execute(
        "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'"
    )
    with pytest.raises(StoreError, match="encoded in LATIN1; make one with CREATE DATABASE"):
        open_records(postgres_server.url("latin"))
    postgres_server.execute("DROP DATABASE latin WITH (FORCE)")


def test_other_databases_are_refused() -> None:
    with pytest.raises(StoreError, match="cannot be kept in mysql"):
        open_records("mysql://localhost/vouch")
