"""What a retrieval data set is: files to load, questions, and what should be found."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.errors import VouchError
from kb.values import Collection, Passage


class DataSetError(VouchError):
    """A data set is not where it should be, or not what it should be."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question and the targets that answer it. ``groups`` name parts of the set it is in."""

    id: str
    question: str
    relevant: tuple[str, ...]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set, ready to load and ask.

    ``files`` are loaded by the product's own loader. ``target`` names what a passage counts for:
    the record or document that ``Case.relevant`` speaks of; several passages of one target count
    once, at the best place. ``depth`` is how many passages a search must give so that enough
    targets are among them.
    """

    name: str
    files: tuple[Path, ...]
    split: bool
    collection: Collection
    cases: tuple[Case, ...]
    target: Callable[[Passage], str]
    depth: int


def existing(path: Path) -> Path:
    """``path`` if it is there; raises ``DataSetError`` saying what to do otherwise."""
    if not path.exists():
        raise DataSetError(f"{path} is missing; give the folder of the data sets with --corpus")
    return path


def write_if_changed(path: Path, content: str) -> Path:
    """Write ``content`` unless the file holds just that, so that a load sees it unchanged."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")
    return path
