"""Rows and sentences of documents that set controls of two frameworks side by side.

A row is found in any table whose cells hold identifiers, whoever wrote it: a crosswalk in an
article, a control matrix, an imported mapping file (whose rows are stored as a table too).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import sqlalchemy as sa

from kb.answering.frameworks import Frameworks
from kb.answering.tools import Tools
from kb.answering.units import Unit, columns_above, units
from kb.passage_text import headers
from kb.records.schema import chunks, documents
from kb.text.identifiers import Identifier, ancestors, expand_range, find_identifiers, within
from kb.values import Audience, Collection, Passage

#: The kinds of identifier that number controls, and so may stand in a crosswalk.
CONTROLS = frozenset(("tsc", "iso_annex", "csf", "nist", "cfr", "pci", "cis", "article"))
#: Words that say two controls correspond.
MAPS = re.compile(
    r"\b(?:map(?:s|ped|ping|pings)?|correspond\w*|crosswalk\w*|counterparts?|line[sd]? up|"
    r"aligns?|aligned|mirror\w*|match(?:es)?|equivalents?|translat\w+ (?:in)?to|linked to|"
    r"touch(?:es)?|overlaps?)\b",
    re.IGNORECASE,
)
_RELATIONS = frozenset(("equal", "subset", "superset", "related", "none"))
_MOST_PASSAGES = 400


class Match(IntEnum):
    """How a cell stands to an identifier; lower is closer."""

    EXACT = 0
    RANGE = 1
    WIDER = 2
    NARROWER = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: its words, the controls it names (ranges counted out), whose they are."""

    text: str
    controls: frozenset[str]
    frameworks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row (or a sentence, as a row of one cell) that names controls."""

    unit: Unit
    cells: tuple[Cell, ...]

    @property
    def relation(self) -> str:
        """The set relation that the row states, or ``""``."""
        return next((c.text for c in self.cells if c.text in _RELATIONS), "")

    @property
    def controls(self) -> frozenset[str]:
        """Every control the row names."""
        return frozenset(c for cell in self.cells for c in cell.controls)


def matched(wanted: str, cell: Cell) -> Match | None:
    """How ``cell`` names the control ``wanted``, if it does."""
    if not cell.controls:
        return None
    named = {found.canonical for found in find_identifiers(cell.text)}
    if wanted in named or (wanted in cell.controls and wanted not in expand_range(cell.text)):
        return Match.EXACT
    if wanted in cell.controls:
        return Match.RANGE
    if within(wanted, cell.text):
        return Match.WIDER
    return Match.NARROWER if any(wanted in ancestors(c) for c in cell.controls) else None


def passages_with(
    wanted: str, tools: Tools, audience: Audience, collections: tuple[Collection, ...]
) -> list[Passage]:
    """The live passages with a table that may name ``wanted``, itself or within a range."""
    family = _family(wanted)
    query = (
        sa.select(chunks.c.id)
        .join(
            documents,
            (documents.c.id == chunks.c.document_id) & (documents.c.current == chunks.c.version),
        )
        .where(documents.c.state == "live", chunks.c.text.contains("\t"))
        .where(documents.c.collection.in_([c.value for c in tools.only(collections)]))
        .where(documents.c.audience.in_([a.value for a in audience.sees()]))
        .where(sa.or_(*(chunks.c.text.icontains(f, autoescape=True) for f in family)))
        .order_by(chunks.c.id)
        .limit(_MOST_PASSAGES)
    )
    with tools.records.read() as connection:
        ids = list(connection.execute(query).scalars())
    return tools.live(ids, audience, collections)


def _family(wanted: str) -> list[str]:
    """What every spelling of a row that may cover ``wanted`` holds."""
    base = wanted.split("(")[0]
    annex = re.fullmatch(r"A\.(\d+)(?:\..*)?", base)
    if annex:
        return [f"A.{annex[1]}", f"A {annex[1]}", f"A{annex[1]}.", f"{annex[1]}."]
    tsc = re.fullmatch(r"(CC|PI|[ACP])(\d)(?:\..*)?", base)
    if tsc:
        return [tsc[1] + tsc[2], f"{tsc[1]} {tsc[2]}", f"{tsc[1]}1"]
    bare = re.sub(r"^(?:Art\.|Req\.|CIS)", "", base)
    return [re.sub(r"(?<=\D)\d+$", "", bare) or bare]


def rows(passage: Passage, registry: Frameworks, family: Sequence[str] = ()) -> Iterator[Row]:
    """The table rows of ``passage`` that name controls; of ``family`` only, if it is given."""
    header = columns_above(passage)
    known = headers(passage.context)
    sides: dict[tuple[str, ...], list[frozenset[str]]] = {}
    at = 0
    for line in passage.text.split("\n"):
        start = passage.start + at
        at += len(line) + 1
        cells = tuple(line.split("\t"))
        if len(cells) < 2:
            if line.strip() and not columns_above(passage):
                header = ()
            continue
        if cells in known:
            header = cells
        elif not header or len(header) != len(cells):
            header = () if _controls(line) else cells
            if header:
                continue
        if cells == header:
            continue
        if family and not any(f.lower() in line.lower() for f in family):
            continue
        if header not in sides:
            sides[header] = [registry.names(column) for column in header]
        unit = Unit(passage, line, start, start + len(line), columns=header)
        owners = sides[header] or [frozenset()] * len(cells)
        yield Row(
            unit,
            tuple(
                _cell(cell, owner, column, registry)
                for cell, owner, column in zip(
                    cells, owners, header or [""] * len(cells), strict=True
                )
            ),
        )


def table_rows(
    wanted: str, tools: Tools, audience: Audience, collections: tuple[Collection, ...]
) -> list[Row]:
    """The rows that may name ``wanted``, of every live table."""
    registry, family = Frameworks.load(), _family(wanted)
    return [
        row
        for passage in passages_with(wanted, tools, audience, collections)
        if not passage.truncated
        for row in rows(passage, registry, family)
    ]


def sentences(passages: Sequence[Passage], registry: Frameworks) -> list[Row]:
    """The sentences that name a control and some other framework, each as a row of one cell."""
    found = []
    for unit in (u for p in passages if not p.truncated for u in units(p)):
        if unit.is_row or not _controls(unit.text) or unit.text.endswith("?"):
            continue
        cell = _cell(unit.text, registry.names(unit.text), "", registry)
        found.append(Row(unit, (cell,)))
    return found


def _controls(text: str) -> list[Identifier]:
    return [found for found in find_identifiers(text) if found.kind in CONTROLS]


def _cell(text: str, owners: frozenset[str], column: str, registry: Frameworks) -> Cell:
    """A cell as its column says it is to be read: bare numbers are clauses or Annex A controls."""
    clauses = any(registry.get(owner).clauses for owner in owners)
    annex = "annex" in column.lower()
    controls: set[str] = set()
    frameworks = set(owners)
    for found in find_identifiers(text):
        if found.kind in CONTROLS:
            controls.add(found.canonical)
            frameworks |= registry.numbering(found.kind)
        elif found.kind == "document" or (found.kind == "section" and clauses):
            controls.add(f"A.{found.canonical}" if annex else found.canonical)
    for name in expand_range(text):
        controls.add(f"A.{name}" if annex and name[0].isdigit() else name)
    return Cell(text, frozenset(controls), frozenset(frameworks))
