"""Whether a file is the same as when it was last loaded."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ingest.discover import Found
from kb.records import Records
from kb.records.files import SeenFile, all_seen


@dataclass(frozen=True)
class Stamp:
    """A file's size, time and load settings; its hash is computed only when it is asked for."""

    key: str
    path: Path
    size: int
    mtime_ns: int
    settings: str

    @classmethod
    def of(cls, found: Found, settings: str) -> "Stamp":
        """The stamp of a file now. Raises ``OSError`` when it cannot be looked at."""
        status = found.path.stat()
        return cls(found.key, found.path, status.st_size, status.st_mtime_ns, settings)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the content."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def sealed(self) -> "Stamp":
        """The stamp with its hash taken now: before the file is read, so that one that changes
        in between is taken for changed by the next load. Raises ``OSError``."""
        _ = self.sha256
        return self

    def seen(self, status: str, problem: str) -> SeenFile:
        """The row that remembers this stamp."""
        return SeenFile(
            self.key, self.size, self.mtime_ns, self.sha256, self.settings, status, problem
        )


@dataclass(frozen=True)
class Known:
    """The files seen by earlier loads."""

    files: dict[str, SeenFile]

    @classmethod
    def read(cls, records: Records) -> "Known":
        """All of them."""
        with records.read() as connection:
            return cls(all_seen(connection))

    def same(self, key: str, stamp: Stamp) -> SeenFile | None:
        """What is remembered of a file that is the same as then, else None.

        Same size, time and settings are taken for the same; with another time the hash decides.
        A file that could not be read is always tried again.
        """
        seen = self.files.get(key)
        if seen is None or seen.status == "failed":
            return None
        if seen.settings != stamp.settings or seen.size != stamp.size:
            return None
        if seen.mtime_ns == stamp.mtime_ns or seen.sha256 == stamp.sha256:
            return seen
        return None

    def below(self, roots: Iterable[Path]) -> Iterator[str]:
        """The remembered files at or below ``roots``."""
        places = list(roots)
        for key in sorted(self.files):
            path = Path(key)
            if any(path == root or root in path.parents for root in places):
                yield key
