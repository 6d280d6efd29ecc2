"""Stores that earlier versions made, opened by this one: on SQLite and on Postgres."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from kb.errors import StoreError
from kb.records import Records, engine, open_records
from kb.records import library as approved
from kb.records import questionnaires as answered
from kb.records.changes import last_change, since
from kb.records.engine import SCHEMA_VERSION
from kb.records.passages import entries
from kb.records.schema import audit, audit_sources, metadata
from kb.records.sources import details, listing
from kb.values import Audience, Verdict
from tests.kb.schema_compared import differences
from tests.kb.storing import MODEL, prepared, put_one
from tests.servers.fixtures import STORES

_MIGRATIONS = Path(engine.__file__).parent / "migrations"
_VECTOR = bytes(range(256)) * 6
_AT = "2026-01-02T03:04:05.678Z"
_TEXT = "Backups are encrypted – «täglich»."

#: What an earlier version wrote, by the schema that first had the tables, as plain SQL.
_ROWS: dict[str, list[str]] = {
    "0001": [
        f"INSERT INTO store VALUES ('id', 'the-store'), ('created_at', '{_AT}'),"
        f" ('model', '{MODEL}')",
        f"INSERT INTO documents VALUES ('d1', '/p/a.md', 'policy', 'internal', 'live', 2, '',"
        f" '{_AT}', '{_AT}'), ('d2', '/p/b.md', 'reference', 'public', 'removed', 1, '7',"
        f" '{_AT}', '{_AT}')",
        *(
            "INSERT INTO versions (document_id, number, title, text, outline, text_hash,"
            " content_hash, reference, owner, label, status, effective, truncated, metadata,"
            f" dropped, warnings, loaded_at) VALUES ('{document}', {number}, 'Title', '{_TEXT}',"
            f" '[[\"paragraph\", 0, null, 0, {len(_TEXT)}, []]]', 'h', 'c', '', 'CISO', '2.1', '',"
            f" '2026-01-31', false, '[[\"a\", \"b\"]]', '[]', '[\"careful\"]', '{_AT}')"
            for document, number in (("d1", 1), ("d1", 2), ("d2", 1))
        ),
        f"INSERT INTO chunks VALUES ('d1.2.0', 'd1', 2, 0, 0, {len(_TEXT)}, 3, '[\"1. Rules\"]',"
        f" '', '{_TEXT}', 'e1')",
        f"INSERT INTO embeddings VALUES ('e1', '{MODEL}', :vector)",
        "INSERT INTO origins VALUES ('d1', '/p/a.md'), ('d1', '/p/copy.md')",
        "INSERT INTO changes (document_id, kind, at) VALUES"
        f" ('d1', 'put', '{_AT}'), ('d2', 'put', '{_AT}'), ('d2', 'remove', '{_AT}')",
        "INSERT INTO audit (id, at, kind, actor, payload) VALUES"
        f" ('a1', '{_AT}', 'answer', 'local', '{{\"answer\": \"Ja – täglich\"}}')",
        "INSERT INTO audit_sources VALUES ('a1', 'd1')",
    ],
    "0002": [
        "INSERT INTO library_entries VALUES ('l1', 'approved', 'Do you encrypt?',"
        " '[\"Encrypted?\"]',"
        f" 'Yes.', 'yes', 'CISO', 'me', '{_AT}', '[\"soc2\"]', '', 'nda', '2027-01-01', '',"
        f" '{_AT}', '{_AT}')",
        "INSERT INTO library_evidence VALUES ('l1', 0, 'd1', 2, 'Title', '[\"1. Rules\"]', 3,"
        f" '{_TEXT}', 0, {len(_TEXT)})",
        f"INSERT INTO library_vectors VALUES ('k1', '{MODEL}', :vector)",
    ],
    "0003": [
        "INSERT INTO questionnaire_files VALUES ('f1', 'q.xlsx', :vector)",
        "INSERT INTO questionnaires VALUES ('q1', 'q.xlsx', 'xlsx', 'f1', 's', '/q.xlsx', 'ACME',"
        f' \'2026-12-31\', \'{{"audience": "internal", "with_evidence": true,'
        f" \"organisation\": [], \"longest\": 900}}', '[]', '[\"a note\"]', '{_AT}', '', '')",
    ],
}
_REVISIONS = sorted(_ROWS)


def _older(url: str, revision: str) -> None:
    """Make a store as the version with this schema left it."""
    made = engine._engine(url)
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with made.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for step in _REVISIONS[: _REVISIONS.index(revision) + 1]:
            for row in _ROWS[step]:
                given = {"vector": _VECTOR} if ":vector" in row else {}
                connection.execute(sa.text(row), given)
        if connection.dialect.name == "postgresql":
            # Earlier versions left the order of text to the server.
            for name in ("documents ALTER source_key", "store ALTER value", "chunks ALTER text"):
                connection.execute(sa.text(f'ALTER TABLE {name} TYPE text COLLATE "default"'))
    made.dispose()


@pytest.fixture(params=STORES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'vouch.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=_REVISIONS)
def revision(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def upgraded(url: str, revision: str) -> Iterator[Records]:
    """A store of that schema, opened by this version."""
    _older(url, revision)
    opened = open_records(url)
    yield opened
    opened.close()


def test_everything_is_there_after_an_upgrade(upgraded: Records, revision: str) -> None:
    assert upgraded.store_id == "the-store"
    with upgraded.read() as connection:
        assert differences(connection) == ([], SCHEMA_VERSION)
        assert [row["id"] for row in listing(connection, removed=True)] == ["d1", "d2"]
        shown = details(connection, "d1")
        assert (shown["text"], shown["warnings"], shown["truncated"]) == (_TEXT, ["careful"], False)
        assert shown["effective"].isoformat() == "2026-01-31"
        assert shown["origins"] == ["/p/a.md", "/p/copy.md"]
        assert [one["number"] for one in shown["history"]] == [1, 2]
        (entry,) = entries(connection, MODEL)
        assert (entry.passage.text, entry.vector) == (_TEXT, _VECTOR)
        assert entry.passage.heading == ("1. Rules",)
        assert since(connection, 1).documents == ("d2",)
        row = connection.execute(sa.select(audit).where(audit.c.id == "a1")).mappings().one()
        assert (row["id"], row["payload"]) == ("a1", {"answer": "Ja – täglich"})
        assert connection.execute(sa.select(audit_sources)).all() == [("a1", "d1")]
        _check_library(connection, there=revision >= "0002")
        _check_questionnaires(connection, there=revision >= "0003")


def _check_library(connection: sa.Connection, *, there: bool) -> None:
    found = approved.entries(connection)
    assert [one.id for one in found] == ["l1"] * there
    for one in found:
        assert (one.draft.verdict, one.draft.audience) == (Verdict.YES, Audience.NDA)
        assert one.draft.wordings == ("Encrypted?",)
        assert [link.quote for link in one.draft.evidence] == [_TEXT]
        assert approved.vectors(connection, MODEL, ["k1"]) == {"k1": _VECTOR}


def _check_questionnaires(connection: sa.Connection, *, there: bool) -> None:
    found = answered.runs(connection)
    assert [one.id for one in found] == ["q1"] * there
    for one in found:
        assert (one.customer, one.notes) == ("ACME", ("a note",))
        assert one.due is not None
        assert one.due.isoformat() == "2026-12-31"
        assert answered.file_of(connection, one) == _VECTOR


def test_an_upgraded_store_goes_on(upgraded: Records) -> None:
    with upgraded.read() as connection:
        before = last_change(connection)
    put_one(upgraded, prepared("new", "Visitors wear a badge."))
    with upgraded.read() as connection:
        assert last_change(connection) == before + 1 == 4
        assert len(list(entries(connection, MODEL))) == 2


@pytest.mark.postgres
def test_text_sorts_by_code_point_whatever_the_server_speaks(postgres_url: str) -> None:
    _older(postgres_url, "0001")
    opened = open_records(postgres_url)
    with opened.write() as connection:
        paths = ["b", "A", "a.1", "a-2", "a 3", "Ä", "_", "a10"]
        rows = [{"document_id": "d1", "path": path} for path in paths]
        connection.execute(sa.delete(metadata.tables["origins"]))
        connection.execute(sa.insert(metadata.tables["origins"]), rows)
        assert details(connection, "d1")["origins"] == sorted(paths)
        found = connection.execute(
            sa.text(
                "SELECT DISTINCT collation_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
                " AND data_type IN ('text', 'character varying')"
            )
        ).scalars()
        assert found.all() == ["C"]
    opened.close()


def test_a_store_of_a_later_version_is_refused_and_left_alone(url: str) -> None:
    """There is no way back to an earlier version but a backup; the message says what to do."""
    open_records(url).close()
    made = engine._engine(url)
    with made.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"later version of Vouch \(schema 9999.*update Vouch"):
        open_records(url)
    with made.connect() as connection:
        version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    assert version == "9999"
    made.dispose()


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the machine stops half-way: the next start upgrades it."""
    _older(url, "0002")

    def stopped(*_: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(metadata, "create_all", stopped)
    monkeypatch.setattr("alembic.op.create_index", stopped)
    with pytest.raises(KeyboardInterrupt):
        open_records(url)
    monkeypatch.undo()
    made = engine._engine(url)
    with made.connect() as connection:
        assert not sa.inspect(connection).has_table("questionnaires")
        version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        assert version == "0002"
    made.dispose()
    open_records(url).close()
