"""What checking the audit log finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the log.

    ``kind`` is ``changed``, ``removed``, ``inserted``, ``reordered``, ``tree``, ``checkpoint`` or
    ``truncated``; ``position`` the place in the log from 0, ``row`` an id, where they are known.
    """

    kind: str
    position: int | None
    row: str
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """The log as it was found: ``notes`` are worth knowing and no proof of anything."""

    rows: int
    root: str
    checkpoints: int
    signed_rows: int
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    seconds: float
