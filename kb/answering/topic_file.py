"""The owner's list of topics in a data folder: read again when it changes, and written whole."""

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from kb.answering.topics import FILE, Topic, Topics
from kb.errors import StoreError

_HEAD = "# Written by Vouch. Who edits it by hand: the change counts from the next question on.\n"
_Mark = tuple[int, int, int] | None


@dataclass
class TopicFile:
    """The list in ``home``, or the one that ships where there is none."""

    home: Path
    _held: tuple[_Mark, Topics] | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def own(self) -> bool:
        """Whether there is a list in the data folder."""
        return self._path.is_file()

    def topics(self) -> Topics:
        """The list in force, whoever wrote it. Raises ``SettingsError`` as ``Topics.load`` does."""
        with self._lock:
            mark = self._mark()
            if self._held is None or self._held[0] != mark:
                self._held = (mark, Topics.load(self.home))
            return self._held[1]

    def tag(self) -> str:
        """Names the list as it is, readable or not."""
        with self._lock:
            try:
                data = self._path.read_bytes()
            except FileNotFoundError:
                data = b""
            except OSError as error:
                raise StoreError(f"{self._path} cannot be read: {error.strerror}") from error
        return hashlib.sha256(data).hexdigest()[:20]

    def replace(self, topics: Sequence[Topic], look: Callable[[], None]) -> None:
        """Put ``topics`` in the place of the list; ``look`` is called first, while nobody else
        writes, and may refuse by raising."""
        made = {"topics": [as_written(one) for one in topics]}
        text = _HEAD + yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=100)
        with self._lock:
            look()
            part = self._path.with_suffix(".part")
            try:
                with part.open("w", encoding="utf-8") as stream:
                    stream.write(text)
                    stream.flush()
                    os.fsync(stream.fileno())
                part.replace(self._path)
            except OSError as error:
                raise StoreError(f"{self._path} cannot be written: {error.strerror}") from error

    def restore(self, look: Callable[[], None]) -> None:
        """Go back to the list that ships; ``look`` as in ``replace``."""
        with self._lock:
            look()
            try:
                self._path.unlink(missing_ok=True)
            except OSError as error:
                raise StoreError(f"{self._path} cannot be removed: {error.strerror}") from error

    @property
    def _path(self) -> Path:
        return self.home / FILE

    def _mark(self) -> _Mark:
        """What changes with the file, without reading it."""
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino


def as_written(topic: Topic) -> dict[str, object]:
    """A topic as the file holds it."""
    return {
        "id": topic.id,
        "ask": topic.ask,
        "words": list(topic.words),
        "phrases": [one.pattern for one in topic.phrases],
    }
