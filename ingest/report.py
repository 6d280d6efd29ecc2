"""What a load did, file by file."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class FileStatus(StrEnum):
    """What became of a file."""

    LOADED = "loaded"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REMOVED = "removed"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """One line of the report. ``problem`` says what was wrong and what to do about it."""

    path: str
    status: FileStatus
    documents: int = 0
    chunks: int = 0
    problem: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two live documents that say nearly the same; ``similarity`` is their Jaccard index."""

    first: str
    second: str
    first_id: str
    second_id: str
    similarity: float


@dataclass
class Report:
    """The outcome of one load."""

    files: list[FileOutcome] = field(default_factory=list)
    near_duplicates: list[NearDuplicate] = field(default_factory=list)
    chunks_embedded: int = 0
    seconds: float = 0.0

    def add(self, outcome: FileOutcome) -> None:
        """Add one file."""
        self.files.append(outcome)

    @property
    def counts(self) -> dict[str, int]:
        """How many files ended in each status, every status named."""
        counted = Counter(outcome.status for outcome in self.files)
        return {status.value: counted.get(status, 0) for status in FileStatus}

    @property
    def failures(self) -> list[FileOutcome]:
        """The files that could not be read."""
        return [outcome for outcome in self.files if outcome.status is FileStatus.FAILED]

    @property
    def documents(self) -> int:
        """Documents stored new or as a new version."""
        return sum(o.documents for o in self.files if o.status in _STORED)

    @property
    def chunks(self) -> int:
        """Chunks of those documents."""
        return sum(o.chunks for o in self.files if o.status in _STORED)


_STORED = (FileStatus.LOADED, FileStatus.CHANGED)


def report_json(report: Report, below: Path | None = None) -> dict[str, Any]:
    """The report as JSON; paths are written as seen from the folder ``below``, if one is given."""
    return {
        "counts": report.counts,
        "documents": report.documents,
        "passages": report.chunks,
        "passages_embedded": report.chunks_embedded,
        "seconds": round(report.seconds, 2),
        "files": [outcome_json(outcome, below) for outcome in report.files],
        "near_duplicates": [
            {"first": pair.first, "second": pair.second, "similarity": pair.similarity}
            for pair in report.near_duplicates
        ],
    }


def outcome_json(outcome: FileOutcome, below: Path | None = None) -> dict[str, Any]:
    """One line of the report as JSON."""
    return {
        "path": outcome.path if below is None else outcome.path.removeprefix(f"{below}/"),
        "status": outcome.status.value,
        "documents": outcome.documents,
        "passages": outcome.chunks,
        "problem": outcome.problem or None,
        "warnings": list(outcome.warnings),
    }


def outcome_from_json(held: dict[str, Any], below: Path) -> FileOutcome:
    """The line that ``outcome_json`` wrote."""
    return FileOutcome(
        f"{below}/{held['path']}",
        FileStatus(held["status"]),
        held["documents"],
        held["passages"],
        held["problem"] or "",
        tuple(held["warnings"]),
    )
