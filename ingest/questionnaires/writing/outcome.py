"""What became of the answers that were to be written."""

from dataclasses import dataclass
from pathlib import Path

from kb.values.questionnaires import FileKind, Place

__all__ = ["FillReport", "Refusal", "Result"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A place that was left as it is, and why."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """A file's new bytes, and what of the answers is in them."""

    data: bytes
    written: tuple[Place, ...] = ()
    refused: tuple[Refusal, ...] = ()
    shortened: tuple[Place, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FillReport:
    """A filled file, and what became of each answer, in the order they were given.

    ``shortened``: places whose text was longer than a cell holds and was cut after a sentence; they
    are also in ``written``. ``notes``: what a person should know of the file as a whole.
    """

    target: Path
    kind: FileKind
    written: tuple[Place, ...]
    refused: tuple[Refusal, ...]
    shortened: tuple[Place, ...] = ()
    notes: tuple[str, ...] = ()
