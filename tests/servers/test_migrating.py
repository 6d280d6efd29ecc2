"""``vouch migrate``: every record to Postgres and back, with the same answers."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from api.cli.main import app
from kb.errors import StoreError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.library.entry import Draft
from kb.records import copying, open_records
from kb.records.changes import last_change
from kb.records.documents import log
from kb.records.schema import changes, metadata, versions
from kb.values import Question, SearchFilter, Verdict
from tests.kb.corpus import DOCUMENTS, QUESTIONS
from tests.kb.storing import hits, prepared, settings, store

pytestmark = pytest.mark.postgres


@pytest.fixture
def filled(tmp_path: Path) -> KnowledgeBase:
    """A knowledge base in SQLite, closed by the test that moves it."""
    with open_knowledge_base(settings(tmp_path / "home")) as base:
        store(base, *DOCUMENTS)
        store(base, prepared("umlaut", "Schlüssel – «keys» – are rotated ✓ daily.", title="Ä"))
        base.library.add(
            Draft("Do you rotate keys?", answer="Yes, daily.", verdict=Verdict.YES), "me"
        )
        for question in QUESTIONS[:5]:
            base.ask(Question(question))
    return base


def _told(_table: str, _done: int, _total: int) -> None:
    """Tells nobody."""


def _moved(base: KnowledgeBase, url: str) -> dict[str, copying.CopiedTable]:
    with open_knowledge_base(base.settings) as source:
        target = open_records(url)
        try:
            copied = copying.copy(source.records, target, _told)
        finally:
            target.close()
    return {one.name: one for one in copied}


def _said(base: KnowledgeBase) -> list[object]:
    answers = []
    for question in QUESTIONS:
        answer, _ = base.ask(Question(question))
        cited = [(c.document_id, c.quote, c.start, c.end) for c in answer.citations]
        answers.append((answer.status, answer.verdict, answer.answer, answer.reason, cited))
    return answers


def test_there_and_back_with_the_same_answers(
    filled: KnowledgeBase, postgres_url: str, tmp_path: Path
) -> None:
    first = _moved(filled, postgres_url)
    assert first["documents"].rows == len(DOCUMENTS) + 1
    assert first["audit"].rows >= 5
    assert set(first) == set(metadata.tables)
    there = settings(tmp_path / "there", database_url=postgres_url)
    with open_knowledge_base(filled.settings) as before:
        wanted = _said(before), [hits(before, q) for q in QUESTIONS]
    with open_knowledge_base(there) as after:
        assert (_said(after), [hits(after, q) for q in QUESTIONS]) == wanted
        assert after.search("Schlüssel keys", 1, SearchFilter())[0].title == "Ä"
    back_url = f"sqlite:///{tmp_path / 'back.db'}"
    again = _moved(after, back_url)
    unchanged = {name for name in metadata.tables if not name.startswith(("audit", "store"))}
    assert {name: again[name] for name in unchanged} == {name: first[name] for name in unchanged}
    with open_knowledge_base(settings(tmp_path / "back", database_url=back_url)) as home_again:
        assert _said(home_again) == wanted[0]


def test_numbers_go_on_where_they_were(filled: KnowledgeBase, postgres_url: str) -> None:
    with open_knowledge_base(filled.settings) as base, base.records.write() as connection:
        log(connection, ["x", "y"], "put")
        last = last_change(connection)
        connection.execute(sa.delete(changes).where(changes.c.seq > last - 2))
    _moved(filled, postgres_url)
    target = open_records(postgres_url)
    with target.write() as connection:
        log(connection, ["z"], "put")
        assert last_change(connection) == last + 1
    target.close()


def test_the_new_store_is_another_one(filled: KnowledgeBase, postgres_url: str) -> None:
    """So that no index of the old one is taken for its."""
    _moved(filled, postgres_url)
    source, target = open_records(filled.settings.records_url), open_records(postgres_url)
    assert source.store_id != target.store_id
    with pytest.raises(StoreError, match="already in use"):
        copying.copy(target, target, _told)
    source.close()
    target.close()


def test_a_database_that_holds_records_is_refused(filled: KnowledgeBase, postgres_url: str) -> None:
    target = open_records(postgres_url)
    with target.write() as connection:
        log(connection, ["theirs"], "put")
    with pytest.raises(StoreError, match="table changes has 1 rows; name a new database"):
        _moved(filled, postgres_url)
    with target.read() as connection:
        assert connection.execute(sa.select(changes.c.document_id)).scalars().all() == ["theirs"]
    target.close()


class _Killed(BaseException):
    """Stands for Ctrl-C and worse."""


def _kill_at_chunks(table: str, _done: int, _total: int) -> None:
    if table == "chunks":
        raise _Killed


@pytest.mark.parametrize(
    ("cut", "error"), [("killed", _Killed), ("changed on the way", StoreError)]
)
def test_a_copy_that_fails_leaves_nothing(
    filled: KnowledgeBase, postgres_url: str, monkeypatch: pytest.MonkeyPatch,
    cut: str, error: type[BaseException],
) -> None:  # fmt: skip
    source, target = open_records(filled.settings.records_url), open_records(postgres_url)
    told: Callable[[str, int, int], None] = _kill_at_chunks
    if cut != "killed":
        told = _told
        _let_a_title_change(monkeypatch)
    with pytest.raises(error):
        copying.copy(source, target, told)
    with target.read() as connection:
        for table in metadata.sorted_tables:
            count = sa.select(sa.func.count()).select_from(table)
            assert connection.execute(count).scalar() == (2 if table.name == "store" else 0)
    monkeypatch.undo()
    assert _rows(copying.copy(source, target, _told)) > 0
    source.close()
    target.close()


def _let_a_title_change(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = copying._check_empty

    def then_meddle(connection: sa.Connection) -> None:
        checked(connection)
        connection.execute(
            sa.text(
                "CREATE FUNCTION meddle() RETURNS trigger AS $$ BEGIN NEW.title := 'X';"
                " RETURN NEW; END $$ LANGUAGE plpgsql"
            )
        )
        connection.execute(
            sa.text(
                "CREATE TRIGGER meddle BEFORE INSERT ON versions"
                " FOR EACH ROW EXECUTE FUNCTION meddle()"
            )
        )

    assert "title" in versions.c
    monkeypatch.setattr(copying, "_check_empty", then_meddle)


def _rows(copied: list[copying.CopiedTable]) -> int:
    return sum(one.rows for one in copied)


def test_the_command(
    filled: KnowledgeBase, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOUCH_HOME", str(filled.settings.home))
    monkeypatch.setenv("VOUCH_EMBEDDER", "hashing")
    done = CliRunner().invoke(app, ["migrate", "--to", postgres_url, "--json"])
    assert done.exit_code == 0, done.stderr
    tables = {one["name"]: one for one in json.loads(done.stdout)}
    assert tables["documents"]["rows"] == len(DOCUMENTS) + 1
    assert len(tables["documents"]["sha256"]) == 64
    assert f"documents: {len(DOCUMENTS) + 1} of {len(DOCUMENTS) + 1}" in done.stderr
    again = CliRunner().invoke(app, ["migrate", "--to", postgres_url])
    assert again.exit_code == 2
    assert "not empty" in again.stderr


def test_a_store_in_use_is_not_moved(
    filled: KnowledgeBase, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOUCH_HOME", str(filled.settings.home))
    monkeypatch.setenv("VOUCH_EMBEDDER", "hashing")
    with open_knowledge_base(filled.settings) as other, other.writing("serve"):
        done = CliRunner().invoke(app, ["migrate", "--to", postgres_url])
    assert done.exit_code == 2
    assert "vouch serve" in done.stderr
