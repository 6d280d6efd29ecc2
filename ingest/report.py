"""What a load did, file by file."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


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
