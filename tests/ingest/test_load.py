"""Loading folders: what is stored, passed over, removed, reported, and carried on."""

import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import ingest.writing
from ingest.intake import Options
from ingest.load import Loader
from ingest.progress import NoProgress
from ingest.report import FileStatus, Report
from kb.embedding.hashing import HashingEmbedder
from kb.embedding.protocol import Vectors
from kb.errors import ModelError, StoreBusyError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.locking import writer_lock
from kb.records.documents import document_id
from kb.records.origins import origin_paths
from kb.records.sources import details, listing
from kb.values import Audience, Collection, SearchFilter
from tests.kb.storing import hits, settings

POLICY = """# {title}

## Scope

This policy holds for {subject} in every office and for everybody who works with them.

## Rule

{rule}
"""


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_knowledge_base(settings(tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    return made


def _write(folder: Path, name: str, rule: str, title: str = "", subject: str = "laptops") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = POLICY.format(title=title or name, subject=subject, rule=rule)
    path.write_text(text, encoding="utf-8")
    return path


def _load(base: KnowledgeBase, *paths: Path, options: Options | None = None) -> Report:
    return Loader(base, options or Options()).load(paths)


def _statuses(report: Report) -> dict[str, str]:
    return {Path(outcome.path).name: outcome.status.value for outcome in report.files}


def _found(base: KnowledgeBase, question: str, audience: Audience = Audience.INTERNAL) -> list[str]:
    """The texts of the rules that a search finds."""
    return [p.text for p in base.search(question, 50, SearchFilter(audience))]


def _live(base: KnowledgeBase) -> list[str]:
    with base.records.read() as connection:
        return [Path(row["source_key"]).name for row in listing(connection)]


def test_a_folder_is_loaded_and_found(base: KnowledgeBase, folder: Path) -> None:
    path = _write(folder, "a.md", "Disks are encrypted.", "Laptops")
    _write(folder, "deep/b.md", "Visitors wear a badge.", "Visitors", "visitors")
    report = _load(base, folder)
    assert _statuses(report) == {"a.md": "loaded", "b.md": "loaded"}
    assert (report.documents, report.chunks, report.chunks_embedded) == (2, 4, 4)
    found = base.search("are disks encrypted", 1, SearchFilter())[0]
    assert (found.text, found.heading, found.title) == (
        "Disks are encrypted.",
        ("Rule",),
        "Laptops",
    )
    assert found.source == str(path)


def test_what_is_unchanged_is_passed_over_unread(base: KnowledgeBase, folder: Path) -> None:
    path = _write(folder, "a.md", "Disks are encrypted.")
    _load(base, folder)
    assert _statuses(_load(base, folder)) == {"a.md": "unchanged"}
    os.utime(path, ns=(1, 1))
    report = _load(base, folder)
    assert _statuses(report) == {"a.md": "unchanged"}
    assert report.chunks_embedded == 0
    with base.records.read() as connection:
        assert details(connection, document_id(str(path)))["current"] == 1


def test_a_changed_file_is_a_new_version(base: KnowledgeBase, folder: Path) -> None:
    path = _write(folder, "a.md", "Disks are encrypted.")
    _load(base, folder)
    _write(folder, "a.md", "Disks are wiped.")
    report = _load(base, folder)
    assert _statuses(report) == {"a.md": "changed"}
    assert report.chunks_embedded == 1
    assert "Disks are encrypted." not in _found(base, "disks encrypted")
    with base.records.read() as connection:
        assert details(connection, document_id(str(path)))["current"] == 2


def test_what_is_gone_from_a_folder_is_removed(base: KnowledgeBase, folder: Path) -> None:
    path = _write(folder, "a.md", "Disks are encrypted.")
    other = _write(folder.parent / "elsewhere", "b.md", "Visitors wear a badge.")
    _load(base, folder, other)
    path.unlink()
    other.unlink()
    assert _statuses(_load(base, folder)) == {"a.md": "removed"}
    assert _live(base) == ["b.md"]
    assert "Disks are encrypted." not in _found(base, "disks encrypted")
    _write(folder, "a.md", "Disks are encrypted.")
    assert _statuses(_load(base, folder)) == {"a.md": "loaded"}
    assert "Disks are encrypted." in _found(base, "disks encrypted")


def test_one_broken_file_stops_nothing_and_is_tried_again(
    base: KnowledgeBase, folder: Path
) -> None:
    _write(folder, "a.md", "Disks are encrypted.")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    (folder / "empty.docx").write_bytes(b"PK\x03\x04 no archive")
    _write(folder, "z.md", "Visitors wear a badge.", subject="visitors")
    report = _load(base, folder)
    assert report.counts["failed"] == 2
    assert all(failure.problem for failure in report.failures)
    assert report.counts["loaded"] == 2
    again = _load(base, folder)
    assert again.counts == report.counts | {"loaded": 0, "unchanged": 2}
    (folder / "broken.pdf").unlink()
    assert _load(base, folder).counts["removed"] == 1


def test_a_broken_copy_does_not_take_away_what_was_read_before(
    base: KnowledgeBase, folder: Path
) -> None:
    path = _write(folder, "a.md", "Disks are encrypted.")
    _load(base, folder)
    path.write_bytes(b"\x00\x01\x02\x03" * 400)
    assert _load(base, folder).counts["failed"] == 1
    assert "Disks are encrypted." in _found(base, "disks encrypted")


def test_a_folder_that_is_not_there_takes_nothing_away(base: KnowledgeBase, folder: Path) -> None:
    _write(folder, "a.md", "Disks are encrypted.")
    _load(base, folder)
    folder.rename(folder.with_name("unmounted"))

    report = _load(base, folder)

    assert (report.counts["failed"], report.counts["removed"]) == (1, 0)
    assert _live(base) == ["a.md"]
    assert "Disks are encrypted." in _found(base, "disks encrypted")


def test_a_file_that_vanishes_meanwhile_stops_nothing(
    base: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        _write(folder, f"{name}.md", f"Rule {name}.")

    class Vanishing(NoProgress):
        def stage(self, name: str, total: int) -> None:
            (folder / "b.md").unlink(missing_ok=True)

    report = Loader(base, Options(), Vanishing()).load([folder])
    assert _statuses(report) == {"a.md": "loaded", "b.md": "failed", "c.md": "loaded"}


def test_a_file_that_cannot_be_opened_stops_nothing(
    base: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "ab":
        _write(folder, f"{name}.md", f"Rule {name}.")
    plain = Path.open

    def refused(path: Path, *args: object, **named: object) -> object:
        if path.name == "a.md":
            raise PermissionError(13, "Permission denied")
        return plain(path, *args, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refused)
    report = _load(base, folder)
    assert _statuses(report) == {"a.md": "failed", "b.md": "loaded"}
    assert "Permission denied" in report.failures[0].problem


def test_a_file_that_changes_while_it_is_read_is_read_again_next_time(
    base: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was stored is then the old text, whatever the file says when the load ends."""
    path = _write(folder, "a.md", "Disks are encrypted.")

    class Changing(NoProgress):
        def advance(self, steps: int = 1, *, note: str = "") -> None:
            _write(folder, "a.md", "Disks are wiped now.")

    Loader(base, Options(), Changing()).load([folder])
    assert "Disks are encrypted." in _found(base, "disks encrypted")
    os.utime(path, ns=(5, 5))
    assert _statuses(_load(base, folder)) == {"a.md": "changed"}
    assert "Disks are wiped now." in _found(base, "disks wiped")


def test_a_folder_that_is_not_there_is_reported(base: KnowledgeBase, folder: Path) -> None:
    _write(folder, "a.md", "Disks are encrypted.")
    report = _load(base, folder, folder / "nope")
    assert report.counts["failed"] == 1
    assert "no such file" in report.failures[0].problem
    assert report.counts["loaded"] == 1


def test_the_same_text_twice_is_one_document(base: KnowledgeBase, folder: Path) -> None:
    _write(folder, "a.md", "Disks are encrypted.", "Laptops")
    _write(folder, "b.md", "Disks are encrypted.", "Laptops")
    assert _statuses(_load(base, folder)) == {"a.md": "loaded", "b.md": "duplicate"}
    assert _live(base) == ["a.md"]
    (folder / "a.md").unlink()
    _load(base, folder)
    assert _found(base, "disks encrypted")
    (folder / "b.md").unlink()
    _load(base, folder)
    assert _found(base, "disks encrypted") == []


@pytest.mark.parametrize("whole", [True, False])
def test_a_duplicate_stays_found_when_the_other_copy_changes(
    base: KnowledgeBase, folder: Path, whole: bool
) -> None:
    """The document was stored under the first copy's name; the second still says the old text."""
    first = _write(folder, "a.md", "Disks are encrypted.", "Laptops")
    _write(folder, "b.md", "Disks are encrypted.", "Laptops")
    _load(base, folder)
    _write(folder, "a.md", "Disks are wiped.", "Laptops")
    report = _load(base, folder if whole else first)
    assert _statuses(report) == {"a.md": "changed", "b.md": "loaded"}
    assert sorted(_live(base)) == ["a.md", "b.md"]
    found = _found(base, "disks")
    assert "Disks are encrypted." in found
    assert "Disks are wiped." in found
    assert _load(base, folder).counts["unchanged"] == 2


def test_a_new_copy_of_what_changes_in_the_same_load_is_kept(
    base: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(folder, "z.md", "Disks are encrypted.", "Laptops")
    _load(base, folder)
    _write(folder, "a.md", "Disks are encrypted.", "Laptops")
    _write(folder, "z.md", "Disks are wiped.", "Laptops")
    report = _load(base, folder)
    assert _statuses(report) == {"a.md": "loaded", "z.md": "changed"}
    assert len(report.files) == 2
    assert {"Disks are encrypted.", "Disks are wiped."} <= set(_found(base, "disks"))


def test_opening_one_copy_to_the_public_does_not_open_the_other(
    base: KnowledgeBase, folder: Path
) -> None:
    first = _write(folder, "a.md", "Disks are encrypted.", "Laptops")
    _write(folder, "b.md", "Disks are encrypted.", "Laptops")
    _load(base, folder)
    _load(base, first, options=Options(audience=Audience.PUBLIC))
    assert len(_live(base)) == 2
    first.unlink()
    _load(base, folder)
    assert _found(base, "disks encrypted", Audience.PUBLIC) == []
    assert _found(base, "disks encrypted") != []


def test_another_audience_or_collection_is_a_new_version(base: KnowledgeBase, folder: Path) -> None:
    _write(folder, "a.md", "Disks are encrypted.")
    _load(base, folder, options=Options(audience=Audience.PUBLIC))
    assert _found(base, "disks", Audience.PUBLIC)
    report = _load(base, folder, options=Options(Collection.REFERENCE, Audience.INTERNAL))
    assert _statuses(report) == {"a.md": "changed"}
    assert report.chunks_embedded == 0
    assert _found(base, "disks", Audience.PUBLIC) == []
    only = SearchFilter(collections=(Collection.REFERENCE,))
    assert base.search("disks", 5, only)


def test_the_files_of_an_archive_are_documents(base: KnowledgeBase, folder: Path) -> None:
    archive = folder / "all.zip"

    def pack(**members: str) -> None:
        with zipfile.ZipFile(archive, "w") as packed:
            for name, rule in members.items():
                text = POLICY.format(title=name, subject=name, rule=rule)
                packed.writestr(f"in/{name}.md", text)

    pack(one="Rule one.", two="Rule two.")
    assert _statuses(_load(base, folder)) == {"all.zip": "loaded"}
    assert _live(base) == ["one.md", "two.md"]
    pack(one="Rule one.", three="Rule three is longer.")
    assert _statuses(_load(base, folder)) == {"all.zip": "loaded"}
    assert sorted(_live(base)) == ["one.md", "three.md"]
    with base.records.read() as connection:
        key = document_id(f"{archive}!/in/one.md")
        assert origin_paths(connection, key) == [str(archive)]
    archive.unlink()
    _load(base, folder)
    assert _live(base) == []


def test_a_broken_file_in_an_archive_keeps_what_was_read_before(
    base: KnowledgeBase, folder: Path
) -> None:
    archive = folder / "all.zip"

    def pack(first: bytes) -> None:
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("one.md", first)
            packed.writestr("two.md", POLICY.format(title="two", subject="two", rule="Two."))

    pack(POLICY.format(title="one", subject="one", rule="One.").encode())
    _load(base, folder)
    pack(b"\x00\x01\x02\x03" * 500)
    report = _load(base, folder)
    assert [Path(failure.path).name for failure in report.failures] == ["one.md"]
    assert sorted(_live(base)) == ["one.md", "two.md"]


def test_a_file_in_an_archive_keeps_its_name_for_a_title(base: KnowledgeBase, folder: Path) -> None:
    inner = folder / "inner.zip"
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("a.md", "Text.")
    with zipfile.ZipFile(folder / "all.zip", "w") as packed:
        packed.writestr("in/incident-plan.txt", "Call the duty officer at once.")
        packed.writestr("in/another.dat", inner.read_bytes())
    inner.unlink()
    report = _load(base, folder)
    assert base.search("duty officer", 1, SearchFilter())[0].title == "Incident plan"
    assert [failure.problem for failure in report.failures] == [
        "an archive in an archive is not opened"
    ]


def test_nearly_the_same_text_is_reported(base: KnowledgeBase, folder: Path) -> None:
    rule = " ".join(f"Rule number {n} holds for all systems of kind {n * 7}." for n in range(30))
    _write(folder, "a.md", rule, "One")
    _write(folder, "b.md", rule.replace("number 3 ", "number three "), "Two")
    _write(folder, "c.md", " ".join(f"Word{n} stands alone here." for n in range(60)), "Three")
    report = _load(base, folder)
    assert len(report.near_duplicates) == 1
    pair = report.near_duplicates[0]
    assert {Path(pair.first).name, Path(pair.second).name} == {"a.md", "b.md"}
    assert 0.5 < pair.similarity < 1
    _write(folder, "d.md", "Something else entirely.", "Four")
    assert _load(base, folder).near_duplicates == []


PAGE = """Access reviews for small teams

{body}

Related articles

Choosing a password manager for a company
A password manager stores secrets for a whole company and shares them with those who need them when

Author

Sign up for our newsletter

Share this article

Leave a comment
"""


@pytest.mark.parametrize("stop", ["reading", "indexes"])
def test_an_interrupted_load_carries_on(
    base: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    monkeypatch.setattr(ingest.writing, "GROUP", 4)
    for number in range(12):
        _write(folder, f"{number:02}.md", f"Rule {number} for disks.", f"Title {number}")

    class Interrupting(NoProgress):
        done = 0

        def stage(self, name: str, total: int) -> None:
            if name.startswith("Updating") and stop == "indexes":
                raise KeyboardInterrupt

        def advance(self, steps: int = 1, *, note: str = "") -> None:
            self.done += steps
            if stop == "reading" and self.done == 7:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Loader(base, Options(), Interrupting()).load([folder])
    stored = len(_live(base))
    assert 4 <= stored <= 12
    assert len({h.split(".")[0] for h, _ in hits(base, "rule for disks", 50)}) == stored
    report = _load(base, folder)
    assert report.counts["unchanged"] + report.counts["loaded"] == 12
    assert report.counts["unchanged"] >= 4
    assert len(_live(base)) == 12
    assert len(base.chroma.ids()) == 24


def test_a_second_load_waits_for_nobody(base: KnowledgeBase, folder: Path) -> None:
    _write(folder, "a.md", "Disks are encrypted.")
    with (
        writer_lock(base.settings.home, "another load"),
        pytest.raises(StoreBusyError, match="another load"),
    ):
        _load(base, folder)
    assert _load(base, folder).counts["loaded"] == 1


@pytest.mark.parametrize("spoil", [lambda v: v * 0, lambda v: v * float("nan")])
def test_a_model_that_gives_no_vectors_stores_nothing(
    base: KnowledgeBase, folder: Path, spoil: Callable[[Vectors], Vectors]
) -> None:
    class Spoiled(HashingEmbedder):
        def embed(self, texts: object) -> Vectors:
            return spoil(super().embed(texts))  # type: ignore[arg-type]

    base.embedder = Spoiled()
    _write(folder, "a.md", "Disks are encrypted.")
    with pytest.raises(ModelError, match="unit length"):
        _load(base, folder)
    assert _live(base) == []
    base.embedder = HashingEmbedder()
    assert _load(base, folder).counts["loaded"] == 1


def test_an_empty_folder_is_no_error(base: KnowledgeBase, folder: Path) -> None:
    report = _load(base, folder)
    assert report.files == []
    assert report.counts[FileStatus.LOADED] == 0
