"""What a purge leaves on a Postgres server, and the drill of a backup and its restore."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.backup import backup
from kb.erasure import erase
from kb.errors import StoreError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.values import Question
from tests.kb.corpus import DOCUMENTS, QUESTIONS
from tests.kb.storing import hits, prepared, settings, store
from tests.servers.postgres import PostgresServer, programs

pytestmark = pytest.mark.postgres
CANARY = "Zinnoberfink"


@pytest.fixture
def base(postgres_url: str, tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_knowledge_base(settings(tmp_path / "home", database_url=postgres_url)) as opened:
        yield opened


def _holders(server: PostgresServer, base: KnowledgeBase, word: str = CANARY) -> list[str]:
    """The files of the tables that hold the word, once everything is written to disk."""
    with base.records.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(sa.text("CHECKPOINT"))
    files = (path for path in (server.folder / "data" / "base").rglob("*") if path.is_file())
    return [path.name for path in files if word.encode() in path.read_bytes()]


def test_no_table_keeps_the_words_of_what_was_purged(
    base: KnowledgeBase, postgres_server: PostgresServer
) -> None:
    rule = f"The {CANARY} procedure says that laptops are encrypted."
    identity = store(base, prepared("/p/canary.md", rule, title=f"About {CANARY}"))[0]
    store(base, prepared("/p/other.md", "Visitors wear a badge.", title="Visitors"))
    base.ask(Question("Are laptops encrypted?"))
    assert _holders(postgres_server, base)
    proof = erase(base, [identity])
    assert proof.left == ()
    assert _holders(postgres_server, base) == []


def test_a_table_that_others_read_from_is_named(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.records.purge._REWRITE_SECONDS", 1)
    identity = store(base, prepared("/p/a.md", "Laptops are encrypted.", title="A"))[0]
    with base.records.engine.connect() as reader:
        reader.execute(sa.text("SELECT * FROM versions"))
        left = erase(base, [identity]).left
    assert left == ("the table versions, which is in use; run VACUUM FULL versions later",)


def test_vouch_leaves_backups_to_the_database_s_own_tools(
    base: KnowledgeBase, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="pg_dump"):
        backup(base.settings, base.records, tmp_path / "base.zip")


def test_the_drill_of_the_operator_s_guide(
    base: KnowledgeBase, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    """docs/operating.md: pg_dump while in use, pg_restore into a new database, vouch reindex."""
    store(base, *DOCUMENTS)
    wanted = [hits(base, question) for question in QUESTIONS]
    said = base.ask(Question(QUESTIONS[0]))[0]
    dump = tmp_path / "vouch.dump"
    _run("pg_dump", "--format=custom", f"--file={dump}", str(base.settings.records_url))
    with postgres_server.database() as restored_url:
        _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={restored_url}", str(dump))
        place = settings(tmp_path / "restored", database_url=restored_url)
        with open_knowledge_base(place) as restored:
            assert [hits(restored, question) for question in QUESTIONS] == wanted
            again = restored.ask(Question(QUESTIONS[0]))[0]
            assert (again.answer, again.citations) == (said.answer, said.citations)


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(programs() / program), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
