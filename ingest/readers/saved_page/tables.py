"""Finding the tables of a saved page: columns that can be seen, one row a line, one cell a line."""

from collections import Counter
from itertools import groupby

from ingest.readers.lines import BULLET, ORDINAL
from ingest.readers.saved_page.cells import could_be_cell, find_grid
from ingest.readers.saved_page.columns import Phrases, split_rows
from ingest.readers.saved_page.marketing import is_invitation
from ingest.readers.saved_page.page import Page
from ingest.readers.saved_page.shape import could_head, ends_sentence, is_prose
from ingest.readers.saved_page.vocabulary import reason_alone
from ingest.readers.text_tables import is_ruler, table_blocks, visible_cells, visible_table

_MIN_LINES = 3  # a header and two rows
_ROW_WORDS = 40  # longest row that stands on one line
_MIN_RUN = 8  # a header and three rows of two columns, one cell a line


def find_tables(page: Page) -> None:
    """Put every table of the page in ``page.tables``."""
    _visible(page)
    _one_row_a_line(page)
    _one_cell_a_line(page)


def _visible(page: Page) -> None:
    at = 0
    while at < len(page.units):
        stop = visible_table(page.units, at) if page.free(at) else at
        if stop > at:
            rows = [visible_cells(unit) for unit in page.units[at:stop] if not is_ruler(unit)]
            page.add_table(at, stop, table_blocks(rows))
        at = max(stop, at + 1)


def _one_row_a_line(page: Page) -> None:
    """Groups of lines without an empty one between, each of them a row."""
    sizes = Counter(unit.group for unit in page.units)
    phrases = Phrases(unit.text for unit in page.units if sizes[unit.group] < _MIN_LINES)
    places = [at for at in range(len(page.units)) if page.free(at)]
    for _, members in groupby(places, key=lambda at: page.units[at].group):
        group = list(members)
        lines = [page.units[at] for at in group]
        if len(lines) < _MIN_LINES or any(unit.words > _ROW_WORDS for unit in lines):
            continue
        marked = sum(bool(BULLET.match(unit.raw) or ORDINAL.match(unit.raw)) for unit in lines)
        sentences = sum(unit.text.endswith((".", ":", ";")) for unit in lines)
        other = any(reason_alone(unit.text) or unit.text.endswith(("…", "...")) for unit in lines)
        if marked or other or sentences > len(lines) / 4:
            continue
        if split := split_rows([unit.text for unit in lines], phrases):
            page.add_table(group[0], group[-1] + 1, table_blocks(split.rows))


def _one_cell_a_line(page: Page) -> None:
    for run in _short_runs(page):
        for part in [*_between_empty_lines(page, run), run]:
            if len(part) >= _MIN_RUN and all(page.free(at) for at in part):
                _take_grid(page, part)


def _between_empty_lines(page: Page, run: list[int]) -> list[list[int]]:
    """The stretches of a run that empty lines part from the rest, each with the line above it."""
    groups = [list(members) for _, members in groupby(run, key=lambda at: page.units[at].group)]
    if len(groups) < 2:
        return []
    above = [[], *([group[-1]] for group in groups[:-1])]
    return [before + group for before, group in zip(above, groups, strict=True)]


def _take_grid(page: Page, run: list[int]) -> None:
    last = page.units[run[-1]]
    below = page.units[run[-1] + 1] if run[-1] + 1 < len(page.units) else None
    text = below is not None and (is_prose(below) or bool(BULLET.match(below.raw)))
    heading_last = text and could_head(last)
    if grid := find_grid([page.units[at] for at in run], heading_last=heading_last):
        cells = [page.units[at].text for at in run[grid.start : grid.stop]]
        rows = [
            cells[number * grid.columns : (number + 1) * grid.columns]
            for number in range(grid.rows)
        ]
        page.add_table(run[grid.start], run[grid.stop - 1] + 1, table_blocks(rows))


def _short_runs(page: Page) -> list[list[int]]:
    """Runs of neighbouring short lines, parted by prose and by empty paragraphs."""
    runs: list[list[int]] = [[]]
    for at, unit in enumerate(page.units):
        banner = unit.words > 3 and is_invitation(unit.text, followed=False)
        if banner or not page.free(at) or not could_be_cell(unit):
            runs.append([])
            continue
        if unit.spaced:
            runs.append([])
        runs[-1].append(at)
    return [
        run for run in runs if run and not all(ends_sentence(page.units[at].text) for at in run)
    ]
