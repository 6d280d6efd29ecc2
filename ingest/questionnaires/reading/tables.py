"""The tables of a sheet that ask something: which rows they have, and how sure that is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.questionnaires.reading.columns import Group, columns_of, groups_of, mapped_groups
from ingest.questionnaires.reading.grid import Grid
from ingest.questionnaires.reading.headers import Head, Header, find_headers
from ingest.questionnaires.reading.question_columns import Columns
from ingest.questionnaires.reading.ranges import column_number
from kb.values.questionnaires import ColumnMap, Role

__all__ = ["Table", "tables_of"]

_ABOUT = re.compile(
    r"\b(?:cover|instructions?|read ?me|intro\w*|about|glossary|definitions?|terms|legend|"
    r"change ?log|"
    r"version|revision|history|acknowledg\w*|faq|help|how to|guide|guidance|lists?|look ?ups?|"
    r"values|"
    r"drop ?downs?|validations?|scor(?:e|es|ing)|results?|summary|dashboard|reports?|charts?|"
    r"cross ?walk|mappings?|settings?|config|reference|licen[cs]e|anleitung|deckblatt|glossar|"
    r"erläuterungen|instrucciones|portada|consignes|accueil|sommaire)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a sheet under one header (None for none), with the groups of columns in them.

    ``trust`` is how sure it is that the table asks something, 0 to 1, ``doubt`` why not more.
    """

    grid: Grid
    header: Header | None
    rows: tuple[int, ...]
    groups: tuple[Group, ...]
    columns: Columns
    trust: float
    doubt: str = ""
    mapped: bool = False


def tables_of(grid: Grid, given: ColumnMap | None = None) -> list[Table]:
    """The tables of a sheet from the top. ``given`` overrides what would be found."""
    if given is not None and given.skip:
        return []
    if given is not None and Role.QUESTION in given.columns.values():
        return [_mapped_table(grid, given)]
    headers = find_headers(grid)
    pieces = _pieces(grid, headers)
    joined = _joined(grid, pieces)
    found = []
    for header, rows in pieces:
        columns = joined[header.signature if header else None]
        if table := _table(grid, header, rows, columns):
            found.append(table)
    return found


def _pieces(grid: Grid, headers: Sequence[Header]) -> list[tuple[Header | None, tuple[int, ...]]]:
    """Each header with the rows down to the next one; first the rows above any."""
    ends = [header.top for header in headers[1:]] + [max(grid.rows, default=0) + 1]
    first = headers[0].top if headers else ends[-1]
    above = tuple(row for row in grid.rows if row < first)
    found: list[tuple[Header | None, tuple[int, ...]]] = [(None, above)] if above else []
    rows = list(grid.rows)
    for header, end in zip(headers, ends, strict=False):
        found.append((header, tuple(row for row in rows if header.bottom < row < end)))
    return found


def _joined(
    grid: Grid, pieces: Sequence[tuple[Header | None, tuple[int, ...]]]
) -> dict[object, Columns]:
    """The columns of all tables with the same header, judged over all their rows together."""
    rows: dict[object, list[int]] = {}
    heads: dict[object, Header | None] = {}
    for header, own in pieces:
        key = header.signature if header else None
        rows.setdefault(key, []).extend(own)
        heads[key] = _merged(heads.get(key), header)
    return {key: columns_of(grid, heads[key], own) for key, own in rows.items()}


def _merged(one: Header | None, other: Header | None) -> Header | None:
    """Two headers of the same roles; a section title does not count as a column's header."""
    if one is None or other is None:
        return _untitled(one or other)
    heads = {**_untitled_heads(other), **_untitled_heads(one)}
    return Header(one.top, one.bottom, heads)


def _untitled(header: Header | None) -> Header | None:
    return header and Header(header.top, header.bottom, _untitled_heads(header))


def _untitled_heads(header: Header) -> Mapping[int, Head]:
    return {
        c: head for c, head in header.heads.items() if not header.title or head.text != header.title
    }


def _table(
    grid: Grid, header: Header | None, rows: tuple[int, ...], columns: Columns
) -> Table | None:
    groups = tuple(group for group in groups_of(columns, rows) if group.answers)
    if not groups or not rows:
        return None
    trust, doubt = _trust(grid, columns, groups)
    if trust <= 0:
        return None
    return Table(grid, header, rows, groups, columns, trust, doubt)


def _trust(grid: Grid, columns: Columns, groups: Sequence[Group]) -> tuple[float, str]:
    """How sure it is that these columns ask something, and why not more."""
    group = max(groups, key=lambda one: columns.features[one.question].filled)
    question = columns.features[group.question]
    asking, stating = question.share(question.asking), question.share(question.stating)
    head = columns.heads.get(group.question)
    headed = bool(head and head.role is Role.QUESTION and head.sure)
    answers = [one for one in group.answers if not one.inferred]
    dropdowns = max(columns.features[one.number].dropdowns for one in group.answers)
    ruled = dropdowns >= 0.4 * max(1, question.filled)
    about = bool(_ABOUT.search(grid.title))
    if answers and (headed or asking >= 0.3):
        return (0.75, "it stands on a sheet about the form") if about else (0.97, "")
    if answers or ruled:
        return _stated(columns, group, about, asking + stating, ruled=ruled)
    if about or _reference(columns, group):
        return 0.0, ""
    if asking >= 0.5 and question.asking >= (1 if grid.drawn else 2):
        return 0.8 if headed else 0.7, "no column is headed as the answer's"
    return 0.0, ""


def _stated(
    columns: Columns, group: Group, about: bool, sentences: float, *, ruled: bool
) -> tuple[float, str]:
    """Trust in a table with answer columns whose texts are no questions."""
    if about and not ruled:
        return 0.0, ""
    head = columns.heads.get(group.question)
    weak = head is None or head.role is not Role.QUESTION
    answers = [columns.features[one.number] for one in group.answers]
    question = columns.features[group.question]
    empty = any(one.filled < 0.6 * question.filled or one.dropdowns for one in answers)
    verdicts = any(one.share(one.verdicts) > 0.6 and one.unique < 0.5 for one in answers)
    if not (empty or verdicts):
        return 0.0, ""
    if weak and sentences < 0.3 and not ruled and not group.ref:
        return 0.0, ""
    return 0.88, "it states something instead of asking" if sentences < 0.5 else ""


def _reference(columns: Columns, group: Group) -> bool:
    """Whether other columns are filled too, as in a list that is there to be looked up."""
    known = {group.question, group.ref, group.other, group.parent, *group.sections}
    known |= {one.number for one in group.answers}
    asked = columns.features[group.question].filled
    others = [one for number, one in columns.features.items() if number not in known]
    return any(one.filled > 0.5 * asked for one in others)


def _mapped_table(grid: Grid, given: ColumnMap) -> Table:
    roles = {column_number(name): role for name, role in given.columns.items()}
    roles.pop(0, None)
    headers = find_headers(grid)
    header = next((h for h in headers if h.top <= given.header <= h.bottom), None)
    if header is None and headers and not given.header:
        header = headers[0]
    first = given.first or (max(given.header, header.bottom if header else 0) + 1)
    last = given.last or max(grid.rows, default=0)
    heads = {row for h in headers for row in range(h.top, h.bottom + 1)}
    rows = tuple(row for row in grid.rows if first <= row <= last and row not in heads)
    columns = columns_of(grid, header, rows)
    groups = tuple(mapped_groups(roles, header.heads if header else {}))
    return Table(grid, header, rows, groups, columns, 1.0, mapped=True)
