"""The proof of a purge, checked by a search of our own through every byte of the data folder."""

import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.intake import Options
from ingest.load import Loader
from kb.erasure import erase
from kb.errors import NotFoundError
from kb.knowledge_base import KnowledgeBase
from kb.records import audit
from kb.records.documents import document_id, remove
from kb.records.sources import listing
from kb.values import Audience, Question, SearchFilter
from tests.kb.storing import hits, prepared, put_one, store

CANARY = "Zinnoberfink"
RULE = f"The {CANARY} procedure says that laptops are encrypted within ninety minutes."
OTHER = "Visitors wear a badge and are met at the door by whoever invited them."


def _holders(home: Path, word: str = CANARY) -> list[str]:
    """The files that hold the word in any way we can think of."""
    shapes = [shape for w in (word, word.lower(), word.upper())
              for shape in (w.encode(), w.encode("utf-16-le"), w.encode("utf-16-be"))]  # fmt: skip
    found = []
    for path in sorted(home.rglob("*")):
        if path.is_file():
            data = path.read_bytes() + path.name.encode()
            for unpack in (_unzipped, _inflated):
                data += unpack(path)
            if any(shape in data for shape in shapes):
                found.append(str(path.relative_to(home)))
    return found


def _unzipped(path: Path) -> bytes:
    if not zipfile.is_zipfile(path):
        return b""
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def _inflated(path: Path) -> bytes:
    try:
        return zlib.decompress(path.read_bytes())
    except zlib.error:
        return b""


def _stored(base: KnowledgeBase) -> tuple[str, str]:
    """The canary's document, in two versions, answered from, and another; their ids."""
    canary = prepared("/p/canary.md", RULE, "Old words.", title=f"About {CANARY}")
    other = prepared("/p/other.md", OTHER, title="Visitors")
    store(base, canary, other)
    store(base, prepared("/p/canary.md", RULE, "New words.", title=f"About {CANARY}"))
    base.ask(Question("Are laptops encrypted within ninety minutes?"))
    base.ask(Question("Do visitors wear a badge?"))
    return document_id("/p/canary.md"), document_id("/p/other.md")


def test_nothing_of_an_erased_document_is_left(base: KnowledgeBase) -> None:
    canary, other = _stored(base)
    assert hits(base, f"{CANARY} procedure")[0][0].startswith(canary)
    home = base.settings.home
    assert any(name.startswith("vouch.db") for name in _holders(home))
    proof = erase(base, [canary])
    assert _holders(home) == []
    assert _holders(home, CANARY.lower()[:9]) == []
    assert proof.left == ()
    assert (proof.erased[0].versions, proof.erased[0].answers) == (2, 1)
    assert proof.searched_files > 5
    assert proof.samples > 10
    assert [h.split(".")[0] for h, _ in hits(base, "laptops visitors badge")] == [other]
    assert {i.split(".")[0] for i in base.chroma.ids()} == {other}
    with base.records.read() as connection:
        assert [row["id"] for row in listing(connection, removed=True)] == [other]


def test_the_answers_that_were_given_stay_on_record_without_its_words(base: KnowledgeBase) -> None:
    canary, other = _stored(base)
    with base.records.write() as connection:
        conflict = audit.append(connection, "answer", {"quote": RULE}, sources=[canary, other])
    erase(base, [canary])
    with base.records.read() as connection:
        row = audit.read(connection, conflict)
    assert row is not None
    assert row["payload"] == {"purged": "[purged]", "document_id": canary}


def test_a_document_removed_before_can_be_erased(base: KnowledgeBase) -> None:
    canary, _ = _stored(base)
    with base.writing("a test"), base.records.write() as connection:
        remove(connection, canary)
    assert erase(base, [canary]).left == ()
    assert _holders(base.settings.home) == []


def test_words_that_another_document_shares_stay_with_it(base: KnowledgeBase) -> None:
    shared = "Keys are rotated every ninety days by the platform team without exception."
    store(base, prepared("a", shared, RULE, title="T"), prepared("b", shared, OTHER, title="T"))
    proof = erase(base, [document_id("a")])
    assert proof.left == ()
    assert _holders(base.settings.home) == []
    found = base.search("keys rotated", 1, SearchFilter())[0]
    assert (found.document_id, found.text) == (document_id("b"), shared)
    assert len(base.chroma.ids()) == 2


@pytest.mark.parametrize("gone_before", [False, True])
def test_an_uploaded_file_goes_and_one_elsewhere_stays(
    base: KnowledgeBase, tmp_path: Path, gone_before: bool
) -> None:
    uploaded = base.settings.home / "uploads" / f"{CANARY}.md"
    mine = tmp_path / "mine" / f"{CANARY}-2.md"
    for path, rule in ((uploaded, RULE), (mine, f"{RULE} Or {CANARY} sooner.")):
        path.parent.mkdir(parents=True)
        path.write_text(f"# {path.stem}\n\n## Rule\n\n{rule}\n", encoding="utf-8")
    Loader(base, Options()).load([uploaded.parent, mine.parent])
    ids = [document_id(str(path)) for path in (uploaded, mine)]
    if gone_before:
        with base.records.write() as connection:
            remove(connection, ids[0])
    assert erase(base, ids).left == ()
    assert not uploaded.exists()
    assert mine.exists()
    assert _holders(base.settings.home) == []
    assert Loader(base, Options()).load([mine]).counts["loaded"] == 1


def test_nothing_is_erased_when_one_does_not_exist(base: KnowledgeBase) -> None:
    canary, _ = _stored(base)
    with pytest.raises(NotFoundError, match="nope"):
        erase(base, [canary, "nope"])
    assert hits(base, f"{CANARY} procedure")[0][0].startswith(canary)


def test_a_copy_that_a_killed_backup_left_goes_too(base: KnowledgeBase) -> None:
    canary, _ = _stored(base)
    for name in ("backup-1234.db", "restoring.db", "restoring.db-wal"):
        (base.settings.home / name).write_text(RULE, encoding="utf-8")
    assert erase(base, [canary]).left == ()
    assert _holders(base.settings.home) == []


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        (RULE, str),
        ("Short canary", str),
        ("Ein Prüfstück für Zugriffsbeschränkungen, täglich geprüft.", json.dumps),
        ('He said "never" and wrote it down as a rule for all of us.', json.dumps),
    ],
)
def test_the_proof_finds_what_was_left(
    base: KnowledgeBase, rule: str, written: Callable[[str], str]
) -> None:
    store(base, prepared("a", rule, title="A"), prepared("b", OTHER, title="B"))
    stray = base.settings.home / "notes.txt"
    stray.write_text(f"as somebody noted: {written(rule)} and so on", encoding="utf-8")
    assert erase(base, [document_id("a")]).left == ("notes.txt",)


def test_a_text_that_is_all_small_talk_is_no_false_alarm(base: KnowledgeBase) -> None:
    """Everything it says, another says, too."""
    store(base, prepared("a", OTHER, title="T"))
    store(base, prepared("b", OTHER, title="T", audience=Audience.PUBLIC))
    proof = erase(base, [document_id("a")])
    assert proof.left == ()
    assert proof.samples == 0


def test_erasing_while_another_reads_is_told_or_done(base: KnowledgeBase) -> None:
    """A reader holds on to the state it sees: its pages stay in the log until it is done."""
    canary = store(base, prepared("a", RULE))[0]
    base.records.engine.dispose()
    assert put_one(base.records, prepared("b", OTHER))
    proof = erase(base, [canary])
    assert bool(proof.left) == bool(_holders(base.settings.home))
    assert proof.left == ()
