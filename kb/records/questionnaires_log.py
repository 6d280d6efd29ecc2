"""What the audit log knows of a questionnaire: who took it in, and how it was given back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.schema import audit
from kb.values.questionnaires import Place

START, EXPORT = "questionnaire.start", "questionnaire.export"
#: Most refused cells that are named; how many there were is told in any case.
_NAMED = 1_000
_GROUP = 500
_run = audit.c.payload["questionnaire"].as_string()


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that was left as it is, and why."""

    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class Export:
    """A file given back: when, by whom, its name, how many cells were written and refused.

    ``left`` names the refused ones, a thousand at most; ``notes`` are of the file as a whole.
    """

    at: str
    by: str
    target: str
    written: int
    refused: int = 0
    left: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()


def export_json(
    target: str, written: int, left: Collection[Refused], notes: Iterable[str]
) -> dict[str, Any]:
    """What the log keeps of an export; ``left`` are all cells that were refused.

    No word of an answer is among it: the log outlives a purge.
    """
    named = [[one.place.sheet, one.place.cell, one.why] for one in left][:_NAMED]
    return {
        "target": target,
        "written": written,
        "refused": len(left),
        "left": named,
        "notes": list(notes),
    }


def starters(connection: Connection, identities: Collection[str]) -> dict[str, str]:
    """Who took these questionnaires in, by their ids."""
    found: dict[str, str] = {}
    named = list(identities)
    for at in range(0, len(named), _GROUP):
        query = sa.select(_run, audit.c.actor).where(
            audit.c.kind == START, _run.in_(named[at : at + _GROUP])
        )
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def last_export(connection: Connection, identity: str) -> Export | None:
    """How a questionnaire was given back last, if it was."""
    query = (
        sa.select(audit.c.at, audit.c.actor, audit.c.payload)
        .where(audit.c.kind == EXPORT, _run == identity)
        .order_by(audit.c.seq.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _export(row["at"], row["actor"], row["payload"])


def _export(at: str, by: str, payload: Mapping[str, Any]) -> Export:
    return Export(
        at=at,
        by=by,
        target=payload["target"],
        written=payload["written"],
        # Exports from before these were kept say nothing of them.
        refused=payload.get("refused", 0),
        left=tuple(
            Refused(Place(sheet, cell), why) for sheet, cell, why in payload.get("left", ())
        ),
        notes=tuple(payload.get("notes", ())),
    )
