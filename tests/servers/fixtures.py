"""Fixtures over real servers: one of each for a test run, started when first asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.records import open_records
from tests.servers import chroma, postgres

#: The stores that a contract is held to.
STORES = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgres", id="postgres", marks=pytest.mark.postgres),
]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.PostgresServer]:
    """A Postgres server; skipped, with the reason, where there is none."""
    try:
        with postgres.running() as server:
            yield server
    except postgres.NoServerError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def made_store(postgres_server: postgres.PostgresServer) -> Iterator[str]:
    """The name of a database with a store that nothing was put into: migrated once a run."""
    with postgres_server.database() as address:
        open_records(address).close()
        yield address.rsplit("/", 1)[1]


@pytest.fixture
def postgres_url(postgres_server: postgres.PostgresServer) -> Iterator[str]:
    """The address of a new, empty database."""
    with postgres_server.database() as address:
        yield address


@pytest.fixture(scope="session")
def chroma_server() -> Iterator[chroma.ChromaServer]:
    """A Chroma server."""
    with chroma.running() as server:
        yield server


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store that nothing was put into; parametrise it with ``STORES``."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path / 'home' / 'vouch.db'}"
        return
    server: postgres.PostgresServer = request.getfixturevalue("postgres_server")
    with server.database(request.getfixturevalue("made_store")) as address:
        renamed = "UPDATE store SET value = md5(random()::text) WHERE key = 'id'"
        server.execute(renamed, address)
        yield address
