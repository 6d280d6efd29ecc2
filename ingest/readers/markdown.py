"""Markdown: front matter, headings, lists, tables, code, and the HTML and Pandoc people mix in."""

import re
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from ingest.limits import Limits
from ingest.readers.block_facts import facts_from_top
from ingest.readers.emptiness import with_text
from ingest.readers.encoding import read_text
from ingest.readers.front_matter import split_front_matter
from ingest.readers.grid_table import segments
from ingest.readers.markdown_blocks import grid_blocks, markdown_blocks
from ingest.readers.names import readable_name
from kb.values import Block, BlockKind, Document, Dropped

_NO_FACTS = ("title", "name", "description", "summary")
_TITLE_LABELS = ("title", "name", "policy_name", "document title")


def read(path: Path, limits: Limits) -> list[Document]:
    """The one document of a Markdown file.

    Raises ``UnreadableError`` for a file that is no text or has none and ``LimitError`` for one
    too large.
    """
    return with_text([read_markdown(read_text(path, limits), readable_name(path))])


def read_markdown(text: str, name: str) -> Document:
    """A document from Markdown source; ``name`` is its title where it names none.

    The title is the front matter's, else the first heading of level 1 if nothing but front matter
    stands above it or it is the only one.
    """
    front = split_front_matter(text)
    blocks: list[Block] = []
    dropped: list[Dropped] = []
    warnings = list(front.warnings)
    for is_table, source in segments(front.body):
        if is_table:
            blocks += grid_blocks(source)
        else:
            found = markdown_blocks(source, _level(blocks))
            blocks += found.blocks
            dropped += found.dropped
            warnings += found.warnings
    given = {label.casefold(): value for label, value in reversed(front.pairs)}
    title = next((given[label] for label in _TITLE_LABELS if given.get(label)), "")
    return Document(
        title=title or _first_heading(blocks) or name,
        blocks=tuple(blocks),
        facts=facts_from_top(
            blocks, (pair for pair in front.pairs if pair[0].casefold() not in _NO_FACTS)
        ),
        metadata=front.pairs,
        dropped=tuple(dropped),
        warnings=tuple(warnings),
    )


def _level(blocks: Sequence[Block]) -> int:
    """The level of the section that the last block stands in."""
    levels = (block.level for block in reversed(blocks) if block.kind is BlockKind.HEADING)
    return next(chain(levels, (1,)))


def _first_heading(blocks: Sequence[Block]) -> str:
    tops = [
        (at, block.text)
        for at, block in enumerate(blocks)
        if block.kind is BlockKind.HEADING and block.level == 1
    ]
    if tops and (tops[0][0] == 0 or len(tops) == 1):
        return re.sub(r"\s+", " ", tops[0][1])
    return ""
