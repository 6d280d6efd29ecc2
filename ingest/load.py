"""Loading files into the knowledge base."""

import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.discover import Found, Passed, discover
from ingest.duplicates_report import near_duplicates
from ingest.fingerprints import Known, Stamp
from ingest.formats import Format
from ingest.intake import Options, Prepared, as_loaded, prepare
from ingest.limits import Limits
from ingest.progress import NoProgress, Progress
from ingest.readers.names import readable_name
from ingest.report import FileOutcome, FileStatus, Report
from ingest.sandbox import ReaderPool, ReadResult
from ingest.writing import LIVE_GROUP, Writer
from kb.errors import UnreadableError
from kb.knowledge_base import KnowledgeBase
from kb.records.documents import Outcome


@dataclass
class _Job:
    """A file being loaded: its stamp, and what became of its documents so far."""

    found: Found
    stamp: Stamp
    options: Options
    warnings: list[str] = field(default_factory=list)
    chunks: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    kept: set[str] = field(default_factory=set)


class Loader:
    """Loads files: reads them in child processes, chunks, embeds, stores, and lets the indexes
    follow. A file that cannot be read is one line of the report and stops nothing."""

    def __init__(
        self,
        base: KnowledgeBase,
        options: Options,
        progress: Progress | None = None,
        *,
        live: bool = False,
        actor: str = "local",
    ):
        """``live``: questions are asked meanwhile, so small groups are committed and the word index
        follows each. What ``progress`` raises ends the load between two files. ``actor``: who
        loads, for the audit log."""
        self._base = base
        self._options = options
        self._live = live
        self._actor = actor
        self._progress = progress or NoProgress()
        self._limits = Limits(**base.settings.limits.model_dump())

    def load(self, paths: Iterable[Path], report: Report | None = None) -> Report:
        """Load everything at and below ``paths``; ``report`` is one to go on with.

        What an earlier load took from a file below these folders that is gone now is removed; a
        folder that is gone itself is a failed path, and nothing is removed.
        Raises ``StoreBusyError`` when another process writes to the data folder, and
        ``DerivedIndexError`` when that holds another embedding model's vectors.
        """
        begun = time.monotonic()
        report = Report() if report is None else report
        roots = [path.expanduser().absolute() for path in paths]
        found, passed = discover(roots)
        for item in passed:
            report.add(_passed_over(item))
        with self._base.changing("ingest"):
            self._base.check_model()
            known = Known.read(self._base.records)
            writer = self._writer()
            fresh = list(self._changed(found, known, writer, report))
            self._progress.stage("Reading", len(fresh))
            self._load_all(fresh, writer, report)
            self._load_all(self._displaced(found, known, writer, report), writer, report)
            self._remove_vanished(roots, found, known, writer, report)
            report.chunks_embedded = writer.embedded
            self._follow()
            if writer.stored:
                report.near_duplicates = near_duplicates(self._base.records, writer.stored)
        report.seconds = time.monotonic() - begun
        return report

    def _writer(self) -> Writer:
        return (
            Writer(self._base, LIVE_GROUP, self._base.follow, self._actor)
            if self._live
            else Writer(self._base, actor=self._actor)
        )

    def _changed(
        self, found: list[Found], known: Known, writer: Writer, report: Report
    ) -> Iterator[_Job]:
        """The files that have to be read; the others are reported as they were last time."""
        for item in found:
            try:
                stamp = Stamp.of(item, self._options.signature)
                earlier = known.same(item.key, stamp)
                job = None if earlier else _Job(item, stamp.sealed(), self._options)
            except OSError as error:
                problem = f"the file cannot be opened: {error.strerror}"
                report.add(FileOutcome(item.key, FileStatus.FAILED, problem=problem))
                continue
            if job is not None:
                yield job
                continue
            assert earlier is not None
            if earlier.mtime_ns != stamp.mtime_ns:
                writer.remember(stamp, earlier.status, earlier.problem)
            report.add(FileOutcome(item.key, FileStatus.UNCHANGED))
        writer.flush()

    def _displaced(
        self, found: list[Found], known: Known, writer: Writer, report: Report
    ) -> list[_Job]:
        """The files that shared a document with one that has changed, to be read again.

        One that this load is not about is read as it was loaded then. One that is gone, or cannot
        be opened, is left to the load that next comes by it.
        """
        mine = {item.key for item in found}
        jobs: list[_Job] = []
        for key in sorted(writer.displaced):
            seen = known.files.get(key)
            options = self._options if key in mine or seen is None else as_loaded(seen.settings)
            if options is None:
                continue
            item = Found(key, Path(key))
            with suppress(OSError):
                jobs.append(_Job(item, Stamp.of(item, options.signature).sealed(), options))
        again = {job.found.key for job in jobs}
        report.files[:] = [outcome for outcome in report.files if outcome.path not in again]
        return jobs

    def _load_all(self, jobs: list[_Job], writer: Writer, report: Report) -> None:
        by_path = {job.found.path: job for job in jobs}
        with ReaderPool(self._limits, self._base.settings.readers) as pool:
            for path, result in pool.read_many([job.found.path for job in jobs]):
                job = by_path[path]
                self._progress.advance(0, note=job.found.key)
                if result.format is Format.ZIP:
                    self._load_archive(job, pool, writer, report)
                else:
                    self._take(job, result, job.found.key, writer)
                    self._finish(job, result.error, writer, report)
                self._progress.advance(1, note=job.found.key)
        writer.flush()

    def _load_archive(self, job: _Job, pool: ReaderPool, writer: Writer, report: Report) -> None:
        """Load each file of an archive as a file of its own; its name is ``archive!/member``."""
        with tempfile.TemporaryDirectory(prefix="vouch-") as folder:
            try:
                expanded = pool.expand(job.found.path, Path(folder))
            except UnreadableError as error:
                self._finish(job, error, writer, report)
                return
            for skipped in expanded.skipped:
                key = f"{job.found.key}!/{skipped.name}"
                report.add(FileOutcome(key, FileStatus.SKIPPED, problem=skipped.reason))
            names = {member.path: member.name for member in expanded.members}
            for path, result in pool.read_many(list(names)):
                key = f"{job.found.key}!/{names[path]}"
                self._progress.advance(0, note=key)
                if result.error is not None:
                    nested = result.format is Format.ZIP
                    problem = "an archive in an archive is not opened" if nested else result.error
                    report.add(FileOutcome(key, FileStatus.FAILED, problem=str(problem)))
                    writer.keep_named(key, job.kept)
                    continue
                self._take(job, _named(result, path, names[path]), key, writer)
            self._finish(job, None, writer, report)

    def _take(self, job: _Job, result: ReadResult, key: str, writer: Writer) -> None:
        """Hand a file's documents to the writer."""
        job.warnings.extend(result.warnings)
        for document in result.documents:
            job.warnings.extend(document.warnings)
            prepared = prepare(document, key, job.found.key, job.options)
            self._put(job, prepared, writer)

    def _put(self, job: _Job, prepared: Prepared, writer: Writer) -> None:
        def stored(outcome: Outcome, identity: str) -> None:
            job.outcomes[outcome] += 1
            job.kept.add(identity)
            if outcome in (Outcome.ADDED, Outcome.CHANGED):
                job.chunks += len(prepared.intake.chunks)

        writer.put(prepared, stored)

    def _finish(
        self, job: _Job, error: UnreadableError | None, writer: Writer, report: Report
    ) -> None:
        """Close a file once all its documents are stored."""

        def done() -> None:
            report.add(_outcome(job))

        if error is not None:
            # What an earlier, readable state of the file said stays: a broken copy proves nothing.
            writer.remember(job.stamp, "failed", str(error))
            report.add(FileOutcome(job.found.key, FileStatus.FAILED, problem=str(error)))
            return
        writer.close_file(job.stamp, job.kept, done)

    def _remove_vanished(
        self,
        roots: list[Path],
        found: list[Found],
        known: Known,
        writer: Writer,
        report: Report,
    ) -> None:
        """Take out what came from files that are gone from the folders loaded.

        A folder that is not there itself says nothing: its drive may not be mounted.
        """
        present = {item.key for item in found}
        for key in known.below([root for root in roots if root.is_dir()]):
            if key not in present and _gone(Path(key)):
                count = writer.forget_file(key)
                report.add(FileOutcome(key, FileStatus.REMOVED, documents=count))

    def _follow(self) -> None:
        """Let the indexes follow what was stored, by this load or by one that was cut short."""
        self._progress.stage("Updating the indexes", 2)
        self._base.follow()
        self._progress.advance(1, note="Chroma")
        # What a server that is away has missed is made up for when it is back.
        self._base.try_chroma()
        self._progress.advance(1)


def _named(result: ReadResult, path: Path, member: str) -> ReadResult:
    """What was read of an archive's file, where a title is but the name it was unpacked under."""
    title = readable_name(Path(member))
    documents = tuple(
        replace(document, title=title) if document.title == path.stem else document
        for document in result.documents
    )
    return replace(result, documents=documents)


def _gone(path: Path) -> bool:
    """Whether there is no such file; one that cannot be looked at may well be there."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _passed_over(item: Passed) -> FileOutcome:
    missing = item.reason == "there is no such file"
    status = FileStatus.FAILED if missing else FileStatus.SKIPPED
    return FileOutcome(item.key, status, problem=item.reason)


def _outcome(job: _Job) -> FileOutcome:
    counts = job.outcomes
    stored = counts[Outcome.ADDED] + counts[Outcome.CHANGED]
    if counts[Outcome.CHANGED]:
        status = FileStatus.CHANGED
    elif counts[Outcome.ADDED]:
        status = FileStatus.LOADED
    elif counts[Outcome.DUPLICATE]:
        status = FileStatus.DUPLICATE
    else:
        status = FileStatus.UNCHANGED
    return FileOutcome(job.found.key, status, stored, job.chunks, warnings=tuple(job.warnings))
