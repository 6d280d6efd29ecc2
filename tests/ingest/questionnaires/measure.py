"""``python -m tests.ingest.questionnaires.measure``: questions found, missed and invented."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ingest.questionnaires.reading.job import read_file
from ingest.questionnaires.reading.request import QUESTIONNAIRE_LIMITS
from tests.ingest.questionnaires.kit import Case, Form

__all__ = ["Score", "main", "score"]


@dataclass(frozen=True)
class Score:
    """What was found of a workbook's questions."""

    found: int
    missed: tuple[tuple[str, str], ...]
    invented: tuple[tuple[str, str, str], ...]
    wrong: tuple[str, ...]


def score(one: Case, folder: Path) -> Score:
    """Read a workbook and compare with what it holds."""
    form = one.build()
    path = folder / f"{one.name}.xlsx"
    path.write_bytes(form.data())
    read = read_file(path, QUESTIONNAIRE_LIMITS, ())
    items = {(item.place.sheet, item.place.cell): item for item in read.items}
    missed = tuple(sorted(form.asked - set(items)))
    invented = tuple(
        (sheet, cell, items[sheet, cell].text[:60])
        for sheet, cell in sorted(set(items) - form.asked - form.allowed)
    )
    wrong = tuple(_wrong(form, items))
    return Score(len(form.asked & set(items)), missed, invented, wrong)


def _wrong(form: Form, items: dict) -> list[str]:  # type: ignore[type-arg]
    found = []
    for place, expected in form.expected.items():
        item = items.get(place)
        if item is None:
            continue
        shown = {
            "cells": tuple(cell.place.cell for cell in item.cells),
            "choices": item.cells[0].choices,
            "closed": item.cells[0].closed,
            "writable": tuple(cell.writable for cell in item.cells),
            "condition": item.condition and (item.condition.item, item.condition.values),
            "parts": len(item.parts),
            "current": tuple(cell.current for cell in item.cells),
            "marks": tuple(cell.mark for cell in item.cells),
            "roles": tuple(cell.role.value for cell in item.cells),
        }
        for name, value in expected.items():
            got = shown[name] if name in shown else getattr(item, name)
            if got != value:
                found.append(f"{place[0]}!{place[1]} {name}: {got!r}, not {value!r}")
    return found


def main(collections: dict[str, dict[str, Case]]) -> None:
    """Print the figures of each collection."""
    out = sys.stdout.write
    with tempfile.TemporaryDirectory() as folder:
        for title, cases in collections.items():
            hit = miss = extra = 0
            out(f"\n{title}\n{'workbook':<28}{'found':>6}{'missed':>7}{'invented':>9}  traps\n")
            for one in cases.values():
                got = score(one, Path(folder))
                hit, miss, extra = (
                    hit + got.found,
                    miss + len(got.missed),
                    extra + len(got.invented),
                )
                out(f"{one.name:<28}{got.found:>6}{len(got.missed):>7}{len(got.invented):>9}  ")
                out(f"{one.traps}\n")
                if "-v" in sys.argv:
                    for line in (*got.missed[:9], *got.invented[:9], *got.wrong):
                        out(f"      {line}\n")
            recall, precision = hit / max(1, hit + miss), hit / max(1, hit + extra)
            out(f"{'all':<28}{hit:>6}{miss:>7}{extra:>9}  ")
            out(f"recall {recall:.3f}, precision {precision:.3f}\n")


if __name__ == "__main__":
    from tests.ingest.questionnaires.workbooks import FRESH, KNOWN, WORKBOOKS

    main({"workbooks": WORKBOOKS, "workbooks made afterwards": FRESH, "forms in wide use": KNOWN})
