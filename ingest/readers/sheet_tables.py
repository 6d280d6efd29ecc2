"""A sheet's cells divided into titles, label-and-value lines and tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.facts import known_label
from ingest.readers.tables import fact_pairs, filled, has_header, row_block, table_blocks
from kb.values import Block, BlockKind
from kb.values.documents import clean_text


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row's number (1-based) and its filled cells by column; ``strong`` when all are bold."""

    number: int
    cells: dict[int, str]
    strong: bool = False


@dataclass(slots=True)
class SheetBlocks:
    """The blocks of a sheet, the facts it states, and its first title."""

    blocks: list[Block] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
    _names: tuple[str, ...] = ()
    _columns: tuple[int, ...] = ()

    def add(self, rows: Sequence[SheetRow]) -> None:
        """Add rows that stand together, with no empty row between them.

        Rows with one cell on top are titles, rows of a known label and a value are facts; then
        comes a table. A block of rows without a header of its own goes on under the columns of the
        table above it.
        """
        rows = self._titles(list(rows))
        rows = self._facts(rows)
        rows = self._titles(rows) if rows and len(rows) > 1 else rows
        if not rows:
            return
        columns = tuple(sorted({column for row in rows for column in row.cells}))
        for part in _side_by_side(rows, columns):
            self._table(rows, part)

    def _titles(self, rows: list[SheetRow]) -> list[SheetRow]:
        at = 0
        while at < len(rows) and len(rows[at].cells) == 1 and not self._goes_on(rows[at:]):
            text = next(iter(rows[at].cells.values()))
            self.title = self.title or text
            self.blocks.append(Block(BlockKind.PARAGRAPH, text))
            at += 1
        return rows[at:]

    def _goes_on(self, rows: list[SheetRow]) -> bool:
        """Whether lone cells belong to the table above (a list with empty answers, say)."""
        return bool(self._columns) and all(
            len(row.cells) == 1 and next(iter(row.cells)) == self._columns[0] for row in rows
        )

    def _facts(self, rows: list[SheetRow]) -> list[SheetRow]:
        at = 0
        while at < len(rows) and _is_fact(rows[at]):
            at += 1
        if at == 0 or (at < 2 and len(rows) > 1 and len(rows[1].cells) == 2):
            return rows
        lines = [list(row.cells.values()) for row in rows[:at]]
        self.pairs.extend((line[0].rstrip(": "), line[1]) for line in lines)
        self.blocks.extend(row_block(line, ()) for line in lines)
        return rows[at:]

    def _table(self, rows: Sequence[SheetRow], columns: tuple[int, ...]) -> None:
        cells = [[row.cells.get(column, "") for column in columns] for row in rows]
        kept = [(row, line) for row, line in zip(rows, cells, strict=True) if any(line)]
        lines = [line for _, line in kept]
        strong = len(kept) > 1 and kept[0][0].strong and not kept[1][0].strong
        strong = strong and len(filled(lines[0])) > 1
        if not strong and self._fits(columns):
            for row, _ in kept:
                line = [row.cells.get(column, "") for column in self._columns]
                self.blocks.append(row_block(line, self._names))
            return
        pairs = fact_pairs(lines)
        self.pairs.extend(pairs)
        header = strong or (not pairs and has_header(lines))
        self._names, self._columns = (tuple(lines[0]), columns) if header else ((), ())
        self.blocks.extend(table_blocks(lines, header=header))

    def _fits(self, columns: tuple[int, ...]) -> bool:
        """Whether rows in these columns can stand under the names of the table above."""
        return bool(self._names) and set(columns) <= set(self._columns)


def sheet_blocks(rows: Iterable[SheetRow]) -> SheetBlocks:
    """The blocks of a sheet's filled rows, given from the top."""
    result = SheetBlocks()
    for region in _regions(rows):
        result.add(region)
    return result


def _regions(rows: Iterable[SheetRow]) -> Iterator[list[SheetRow]]:
    """Rows in runs without an empty row between them, white space folded."""
    region: list[SheetRow] = []
    for row in rows:
        cells = {column: text for column, raw in row.cells.items() if (text := clean_text(raw))}
        if not cells:
            continue
        if region and row.number > region[-1].number + 1:
            yield region
            region = []
        region.append(SheetRow(row.number, cells, row.strong))
    if region:
        yield region


def _is_fact(row: SheetRow) -> bool:
    values = list(row.cells.values())
    return len(values) == 2 and known_label(values[0].rstrip(": "), values[1])


def _side_by_side(rows: Sequence[SheetRow], columns: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The columns of each table, where an empty column parts tables with headers of their own."""
    parts: list[list[int]] = []
    for column in columns:
        if parts and column == parts[-1][-1] + 1:
            parts[-1].append(column)
        else:
            parts.append([column])
    headed = [
        len(part) > 1 and has_header([[row.cells.get(c, "") for c in part] for row in rows])
        for part in parts
    ]
    if len(parts) > 1 and all(headed):
        yield from map(tuple, parts)
    else:
        yield columns
