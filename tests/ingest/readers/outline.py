"""Documents as an outline that can be compared with a file and read by a person.

``python -m tests.ingest.readers.outline FILE`` prints the outline of a text file; look at it
before putting it beside the file as ``….outline``.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from ingest.limits import Limits
from ingest.readers.text import read
from kb.values import Block, BlockKind, Document

_SHOWN = 40  # characters of a paragraph; headings and table rows are shown whole


def outline(documents: Iterable[Document]) -> str:
    lines: list[str] = []
    for document in documents:
        mark = " (truncated)" if document.truncated else ""
        lines.append(f"=== {document.part or 'article'}: {document.title}{mark}")
        lines.extend(_line(block) for block in document.blocks)
        lines.extend(f"-- {entry.reason}: {entry.text[:_SHOWN]}" for entry in document.dropped)
        lines.extend(f"!! {warning}" for warning in document.warnings)
    return "\n".join(lines) + "\n"


def _line(block: Block) -> str:
    text = block.text.replace("\t", " | ")
    if block.kind is BlockKind.HEADING:
        return f"{'#' * block.level} {text}"
    if block.kind is BlockKind.TABLE_HEADER:
        return f"table: {text}"
    if block.kind is BlockKind.TABLE_ROW:
        return f"row/{len(block.header)}: {text}"
    start = text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")
    return f"{'item ' + str(block.level) if block.level else block.kind.value}: {start}"


if __name__ == "__main__":
    sys.stdout.write(outline(read(Path(sys.argv[1]), Limits())))
