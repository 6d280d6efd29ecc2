"""Facts from the blocks at the top of a document: a header table, or lines of label and value."""

from collections.abc import Iterable, Sequence

from ingest.facts import facts_from_pairs, known_label, line_pairs
from kb.values import Block, BlockKind, Facts

_TOP = 40  # blocks
_LONG = 40  # words of a paragraph that is text and no header line


def facts_from_top(blocks: Sequence[Block], pairs: Iterable[tuple[str, str]] = ()) -> Facts:
    """Facts from ``pairs`` (front matter, properties), then from the first blocks.

    Looked at: two-column table rows, and lines with a known label, up to the second section.
    """
    found = list(pairs)
    sections = 0
    for block in blocks[:_TOP]:
        if block.kind is BlockKind.HEADING:
            sections += block.level > 1
            if sections > 1:
                break
        elif block.kind in (BlockKind.TABLE_ROW, BlockKind.TABLE_HEADER):
            found.extend(
                _known([(block.cells[0], block.cells[1])] if len(block.cells) == 2 else [])
            )
        elif len(block.text.split()) <= _LONG:
            found.extend(_known(line_pairs(block.text)))
    return facts_from_pairs(found)


def _known(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, value) for label, value in pairs if known_label(label, value) and value]
