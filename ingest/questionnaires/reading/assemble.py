"""Sheets put together into a questionnaire: mirrors left out, conditions tied, notes written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.questionnaires.reading.asking import asks
from ingest.questionnaires.reading.conditions import with_conditions
from ingest.questionnaires.reading.furniture import is_field
from ingest.questionnaires.reading.grid import Grid
from ingest.questionnaires.reading.items import Found, items_of
from ingest.questionnaires.reading.mirrors import Piece, without_mirrors
from ingest.questionnaires.reading.ranges import cell_name, column_name
from ingest.questionnaires.reading.samples import samples_of
from ingest.questionnaires.reading.shape import shape_of
from ingest.questionnaires.reading.stacked import stacked_items
from ingest.questionnaires.reading.tables import Table, tables_of
from kb.values.questionnaires import ColumnMap, Item, Role, SheetSample

__all__ = ["Assembled", "assemble"]

_FIELDS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Assembled:
    """What the sheets of a file gave."""

    items: tuple[Item, ...]
    maps: tuple[ColumnMap, ...]
    notes: tuple[str, ...]
    shape: str
    samples: tuple[SheetSample, ...] = ()


def assemble(grids: Sequence[Grid], maps: Sequence[ColumnMap] = ()) -> Assembled:
    """The questions of all sheets in order. ``maps`` override what would be found, by sheet."""
    given = {one.sheet: one for one in maps}
    notes: list[str] = []
    pieces: list[Piece] = []
    for grid in grids:
        notes.extend(grid.notes)
        pieces.extend(_pieces(grid, given.get(grid.title)))
    pieces, dropped = without_mirrors(pieces)
    notes.extend(dropped)
    asked = {piece.grid.title for piece in pieces if piece.found}
    for grid in grids:
        notes.extend(_notes(grid, asked=grid.title in asked))
    items = with_conditions([piece.found for piece in pieces])
    read_as = tuple(_maps(grids, pieces, given))
    samples = samples_of(grids, pieces, read_as)
    return Assembled(tuple(_unique(items)), read_as, tuple(notes), shape_of(grids), samples)


def _pieces(grid: Grid, given: ColumnMap | None) -> list[Piece]:
    tables = tables_of(grid, given)
    found = [(table, items_of(table)) for table in tables]
    named = any(not one.inferred for t in tables for g in t.groups for one in g.answers)
    if not named and not (given and (given.skip or given.columns)):
        stacked = stacked_items(grid)
        if stacked and len(stacked) >= 0.5 * sum(len(own) for _, own in found):
            return [Piece(grid, None, stacked)]
    return [Piece(grid, table, _settled(table, own)) for table, own in found]


def _settled(table: Table, found: list[Found]) -> list[Found]:
    """Fields about the company count where the table asks something else too, or numbers them."""
    real = [one for one in found if one.item.confidence > 0.5]
    if real or table.mapped:
        return found
    return [one for one in found if one.item.ref]


def _notes(grid: Grid, *, asked: bool) -> list[str]:
    found = []
    if grid.hidden and asked:
        found.append(f"sheet {grid.title!r} is hidden; its questions were read all the same")
    if grid.protection is not None and asked:
        found.append(f"sheet {grid.title!r} is protected; only its unlocked cells can be filled")
    fields = [] if asked else _fields(grid)
    if fields:
        named = "; ".join(fields[:_FIELDS_NAMED]) + ("…" if len(fields) > _FIELDS_NAMED else "")
        found.append(
            f"sheet {grid.title!r} has {len(fields)} fields for a person to fill in ({named})"
        )
    return found


def _fields(grid: Grid) -> list[str]:
    """Labels such as ``Company name`` with an empty cell beside them."""
    found = []
    for row, cells in grid.rows.items():
        filled = [(column, cell.text) for column, cell in cells.items() if cell.text]
        if len(filled) == 1 and is_field(filled[0][1]) and not asks(filled[0][1]):
            column, text = filled[0]
            if len(text.split()) <= 6:
                found.append(f"{cell_name(row, column)} {text.rstrip(' :')}")
    return found


def _unique(items: Sequence[Item]) -> list[Item]:
    """Items with ids of their own."""
    seen: dict[str, int] = {}
    found = []
    for item in items:
        seen[item.id] = seen.get(item.id, 0) + 1
        number = seen[item.id]
        found.append(item if number == 1 else replace(item, id=f"{item.id}#{number}"))
    return found


def _maps(
    grids: Sequence[Grid], pieces: Sequence[Piece], given: Mapping[str, ColumnMap]
) -> list[ColumnMap]:
    """How each sheet was read; a sheet nothing was found on is marked as skipped."""
    found = []
    for grid in grids:
        if grid.title in given:
            found.append(given[grid.title])
            continue
        tables = [p.table for p in pieces if p.grid is grid and p.table and p.found]
        if tables:
            found.append(_map(grid, max(tables, key=lambda table: len(table.rows)), tables))
        else:
            stacked = any(p.grid is grid and p.found for p in pieces)
            found.append(ColumnMap(grid.title, skip=not stacked))
    return found


def _map(grid: Grid, main: Table, tables: Sequence[Table]) -> ColumnMap:
    roles: dict[str, Role] = {}
    for group in main.groups:
        for columns, role in (
            (group.sections, Role.SECTION),
            (group.guidance, Role.GUIDANCE),
            ((group.ref,) if group.ref else (), Role.ID),
            ((group.question,), Role.QUESTION),
        ):
            roles |= {column_name(column): role for column in columns}
        roles |= {column_name(one.number): one.role for one in group.answers}
    header = tables[0].header
    return ColumnMap(
        grid.title,
        dict(sorted(roles.items(), key=lambda pair: (len(pair[0]), pair[0]))),
        header.bottom if header else 0,
        tables[0].rows[0],
        max(table.rows[-1] for table in tables),
    )
