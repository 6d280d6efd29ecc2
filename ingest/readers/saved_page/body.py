"""The body of a saved page as blocks: headings, lists, tables, paragraphs."""

import re
from dataclasses import dataclass
from itertools import groupby

from ingest.readers.lines import BULLET, ORDINAL, Unit
from ingest.readers.saved_page.levels import Heading, levels
from ingest.readers.saved_page.page import Page
from ingest.readers.saved_page.shape import (
    could_head,
    ends_sentence,
    heads,
    is_answered,
    is_prose,
    opens_numbers,
)
from ingest.readers.saved_page.top import entry
from ingest.readers.saved_page.vocabulary import is_closing, is_faq
from kb.values import Block, BlockKind
from kb.values.documents import clean_text

# "Restore tests: every quarter …": a short label in front of a sentence, as web lists are saved.
_LABELLED = re.compile(r"[A-Z0-9“][^:!?;]{2,79}:\s+[A-Z0-9“(]")
_LABEL_WORDS = 10
_LABELS = 3  # so many labelled paragraphs in a row are a list; two, where a line ends in a colon
_LINES_OF_A_LIST = 4  # short lines in a row, without text below, are a list and no headings
_LINE_WORDS = 10  # longest line of such a list that has a line above it to name it
_LOST_ANSWERS = 2  # paragraphs below the last question's answer that answer other questions


@dataclass(frozen=True, slots=True)
class _Item:
    """A unit of the body and what it is."""

    at: int
    kind: BlockKind


def body_blocks(page: Page) -> tuple[list[Block], list[str]]:
    """The blocks of the page, title first, and warnings about what the page itself lost."""
    kinds = _kinds(page)
    order = [at for at in range(len(page.units)) if at in kinds or at in page.tables]
    title = page.units[page.title].text if page.title is not None else ""
    depth = _levels(page, kinds, order, title)
    blocks = [Block(BlockKind.HEADING, title, level=1)] if title else []
    marks: list[int] = []
    for at in order:
        if at in page.tables:
            blocks.extend(page.tables[at])
            continue
        blocks.append(_block(page.units[at], kinds[at], depth.get(at, 0), marks))
        if kinds[at] is not BlockKind.LIST_ITEM:
            marks.clear()
    return _part_lost_answers(blocks)


def _kinds(page: Page) -> dict[int, BlockKind]:
    free = [at for at in range(len(page.units)) if page.free(at)]
    kinds: dict[int, BlockKind] = {}
    faq = False
    for at in free:
        unit = page.units[at]
        below = page.following(at)
        following = page.units[below] if below is not None else None
        faq = faq or is_faq(unit.text)
        if BULLET.match(unit.raw):
            kinds[at] = BlockKind.LIST_ITEM
        elif (
            heads(unit, following)
            or (below in page.tables and could_head(unit) and unit.words <= 12)
            or entry(unit) in page.contents
            or (following is not None and opens_numbers(unit, following))
            or (faq and is_answered(unit, following))
        ):
            kinds[at] = BlockKind.HEADING
        elif ORDINAL.match(unit.raw):
            kinds[at] = BlockKind.LIST_ITEM
        else:
            kinds[at] = BlockKind.PARAGRAPH
    _lists_of_labels(page, free, kinds)
    _lists_of_lines(page, free, kinds)
    _lists_below_a_name(page, free, kinds)
    return kinds


def _lists_below_a_name(page: Page, free: list[int], kinds: dict[int, BlockKind]) -> None:
    """Short lines between two empty ones: the first names what the others are, without marks."""
    for _, members in groupby(free, key=lambda at: page.units[at].group):
        name, *lines = members
        short = [at for at in lines if page.units[at].words <= _LINE_WORDS]
        if len(lines) < _LINES_OF_A_LIST - 1 or len(short) < len(lines):
            continue
        if any(kinds[at] is BlockKind.LIST_ITEM for at in lines) or not could_head(
            page.units[name]
        ):
            continue
        if not any(ends_sentence(page.units[at].text) for at in lines):
            kinds[name] = BlockKind.HEADING
            kinds.update(dict.fromkeys(lines, BlockKind.LIST_ITEM))


def _lists_of_labels(page: Page, free: list[int], kinds: dict[int, BlockKind]) -> None:
    run: list[int] = []
    for at in [*free, -1]:
        if at >= 0 and kinds[at] is BlockKind.PARAGRAPH and _labelled(page.units[at].text):
            run.append(at)
            continue
        before = page.units[run[0] - 1].text if run and run[0] > 0 else ""
        if len(run) >= _LABELS or (len(run) == 2 and before.endswith(":")):
            kinds.update(dict.fromkeys(run, BlockKind.LIST_ITEM))
        run = []


def _labelled(text: str) -> bool:
    label = text.split(":", 1)[0]
    return bool(_LABELLED.match(text)) and len(label.split()) <= _LABEL_WORDS and ". " not in label


def _lists_of_lines(page: Page, free: list[int], kinds: dict[int, BlockKind]) -> None:
    """Runs of lines in the form of headings: all but a first one over and a last one above text."""
    run: list[int] = []
    for at in [*free, -1]:
        if at >= 0 and kinds[at] is BlockKind.HEADING and not page.units[at].text.endswith("?"):
            run.append(at)
            continue
        if len(run) >= _LINES_OF_A_LIST:
            last = at >= 0 and is_prose(page.units[at])
            kinds.update(dict.fromkeys(run[1 : -1 if last else None], BlockKind.LIST_ITEM))
        run = []


def _levels(
    page: Page, kinds: dict[int, BlockKind], order: list[int], title: str
) -> dict[int, int]:
    places, headings = [], []
    for at, after in zip(order, [*order[1:], -1], strict=False):
        if kinds.get(at) is BlockKind.HEADING:
            bare = kinds.get(after) is BlockKind.HEADING
            places.append(at)
            headings.append(Heading(page.units[at].text, bare, page.units[at].spaced))
    return dict(zip(places, levels(headings, title), strict=True))


def _block(unit: Unit, kind: BlockKind, level: int, marks: list[int]) -> Block:
    if kind is not BlockKind.LIST_ITEM:
        return Block(kind, unit.text, level=level)
    while marks and marks[-1] > unit.indent:
        marks.pop()
    if not marks or marks[-1] < unit.indent:
        marks.append(unit.indent)
    return Block(kind, clean_text(BULLET.sub("", unit.raw)), level=len(marks))


def _part_lost_answers(blocks: list[Block]) -> tuple[list[Block], list[str]]:
    """Keep answers whose questions were not saved from standing below a question not theirs.

    Pages fold questions up, and a browser saves the text of the answers but only the first
    question. Where an article ends with a single question, below a heading for questions or after
    its closing words, and several paragraphs follow, only the first is sure to answer it. The
    heading above is said again before the others, so that they stand below it instead.
    """
    places = [at for at, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    if len(places) < 3 or not blocks[places[-1]].text.endswith("?"):
        return blocks, []
    last, above = places[-1], places[-2]
    faq = is_faq(blocks[above].text)
    lost = len(blocks) - last - 2
    if not (faq or is_closing(blocks[above].text)) or lost < _LOST_ANSWERS:
        return blocks, []
    if any(block.kind is not BlockKind.PARAGRAPH for block in blocks[last + 1 :]):
        return blocks, []
    again = blocks[above] if faq else blocks[places[0]]
    warning = (
        f"{lost} paragraphs below the question “{blocks[last].text}” seem to answer questions"
        " that the page did not save"
    )
    return [*blocks[: last + 2], again, *blocks[last + 2 :]], [warning]
