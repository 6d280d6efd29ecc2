"""A process that loads is killed at random moments; nothing that was committed is ever lost.

After each kill the knowledge base is opened as any process would: versions are whole, offsets
hold, the indexes catch up to exactly what is live, and a search finds all of it and nothing else.
"""

import multiprocessing
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ingest.intake import Options
from ingest.load import Loader
from kb.doctor import Level, examine
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records.passages import chunk_ids, live
from kb.records.schema import chunks, documents, versions
from kb.values import AUDIENCES, Audience, SearchFilter
from tests.crash.writer import content, marker, run
from tests.kb.storing import settings, text_of

_STAGES = ("Opening", "Reading", "Updating the indexes", "Done")
_LONGEST = 30.0


@pytest.mark.crash
@pytest.mark.timeout(3600)
def test_a_killed_load_loses_nothing_and_leaves_nothing_half_done(
    tmp_path: Path, kills: int, kill_seed: int
) -> None:
    home, folder = tmp_path / "home", tmp_path / "documents"
    folder.mkdir()
    drawn = random.Random(kill_seed)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.writer", "chromadb", "tantivy"])
    killed: Counter[str] = Counter()
    for number in range(kills):
        stage = drawn.choice(_STAGES)
        _run_and_kill(context, home, folder, kill_seed * 10_000 + number, stage, drawn)
        killed[stage] += 1
        with open_knowledge_base(settings(home)) as base:
            _check_records(base)
            base.follow()
            base.follow_chroma()
            _check_search(base)
            wrong = [f.detail for f in examine(base) if f.level is Level.ERROR]
            assert wrong == []
    assert sum(killed.values()) == kills
    with open_knowledge_base(settings(home)) as base:
        report = Loader(base, Options()).load([folder])
        assert not report.failures
        _check_records(base)
        _check_search(base)
        with base.records.read() as connection:
            texts = _live_texts(connection)
        # A file whose name starts with a dot is one that the writer was killed in the middle of.
        wanted = sorted({_words(path.read_text("utf-8")) for path in folder.glob("[!.]*.md")})
        assert sorted(_words(text) for text in texts) == wanted


def _run_and_kill(
    context: Any, home: Path, folder: Path, seed: int, stage: str, drawn: random.Random
) -> None:
    """Start the writer, wait for ``stage``, then a moment more, and kill it."""
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=run, args=(home, folder, seed, theirs), daemon=True)
    process.start()
    theirs.close()
    rounds = drawn.randint(1, 2)
    while rounds:
        assert ours.poll(_LONGEST), "the writer hangs"
        rounds -= ours.recv() == stage
    ours.poll(drawn.choice((0.002, 0.02, 0.2)) * drawn.random())
    process.kill()
    process.join()
    ours.close()


def _check_records(base: KnowledgeBase) -> None:
    """Every version is a text that a file once had, with all its chunks and vectors."""
    with base.records.read() as connection:
        rows = connection.execute(sa.select(versions)).mappings().all()
        for row in rows:
            held = sa.select(chunks).where(
                chunks.c.document_id == row["document_id"], chunks.c.version == row["number"]
            )
            parts = connection.execute(held.order_by(chunks.c.ordinal)).mappings().all()
            assert [row["text"][p["start"] : p["end"]] for p in parts] == [p["text"] for p in parts]
            name, revision = _named(row["text"])
            assert _words(row["text"]) == _words(content(name, revision))
            found = [
                f"marker {marker(name, revision, n)} " in p["text"] for n, p in enumerate(parts)
            ]
            assert len(parts) == content(name, revision).count("## Rule")
            assert all(found)
        numbers: dict[str, list[int]] = {}
        for row in rows:
            numbers.setdefault(row["document_id"], []).append(row["number"])
        for head in connection.execute(sa.select(documents)).mappings():
            assert sorted(numbers[head["id"]]) == list(range(1, head["current"] + 1))


def _named(text: str) -> tuple[str, int]:
    """The file and revision that a text's first marker names."""
    word = next(word for word in text.split() if word.startswith("mark") and "x" in word)
    name, revision, _ = word.removeprefix("mark").split("x")
    return name, int(revision)


def _words(text: str) -> str:
    return " ".join(text.replace("#", " ").split())


def _live_texts(connection: sa.Connection) -> list[str]:
    query = sa.select(versions.c.text).join(
        documents,
        (documents.c.id == versions.c.document_id) & (documents.c.current == versions.c.number),
    )
    return list(connection.execute(query.where(documents.c.state == "live")).scalars())


def _check_search(base: KnowledgeBase) -> None:
    """All that is live is found by word, by exact vector and through Chroma; nothing else is."""
    with base.records.read() as connection:
        ids = sorted(chunk_ids(connection))
        passages = live(connection, ids, SearchFilter())
    assert sorted(p.chunk_id for p in base.search("marker", 10_000, SearchFilter())) == ids
    for audience in AUDIENCES:
        assert base.lexical.ids(audience) == (set(ids) if audience is Audience.INTERNAL else set())
    assert sorted(base.chroma.ids()) == ids
    for passage in passages[::5]:
        word = next(w for w in passage.text.split() if w.startswith("mark") and "x" in w)
        assert word in base.search(word, 1, SearchFilter())[0].text
        vector = base.embedder.embed_query(text_of(passage))
        for index in (base.exact, base.chroma):
            assert index.search(vector, 1, SearchFilter())[0].chunk_id == passage.chunk_id
