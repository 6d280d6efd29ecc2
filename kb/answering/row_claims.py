"""Rows of crosswalks as they read in an answer: with their columns, neighbours told together."""

from collections.abc import Sequence
from itertools import pairwise

from kb.answering.compose import citation, row_said
from kb.answering.crosswalks import Row
from kb.answering.tools import Tools
from kb.answering.units import Unit
from kb.answering.verify import Claim


def row_claims(rows: Sequence[Row], tools: Tools) -> list[Claim]:
    """One claim a row; rows that follow one another and differ in one cell are told as one."""
    claims = []
    for run in _runs(rows):
        unit = run[0].unit
        if len(run) > 1:
            last = run[-1].unit
            text = "\n".join(row.unit.text for row in run)
            unit = Unit(unit.passage, text, unit.start, last.end)
        columns = run[0].unit.columns
        claims.append(Claim(row_said(unit.text, columns), citation(unit, tools.today()), columns))
    return claims


def _runs(rows: Sequence[Row]) -> list[list[Row]]:
    runs: list[list[Row]] = []
    for row in rows:
        if runs and _continues(runs[-1], row):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _continues(run: list[Row], row: Row) -> bool:
    one, other = run[-1].unit, row.unit
    if one.passage.chunk_id != other.passage.chunk_id or other.start != one.end + 1:
        return False
    if not one.columns or len(run[0].cells) != len(row.cells):
        return False
    differ = {
        at
        for before, after in pairwise([*run, row])
        for at, (a, b) in enumerate(zip(before.cells, after.cells, strict=True))
        if a.text != b.text
    }
    return len(differ) == 1
