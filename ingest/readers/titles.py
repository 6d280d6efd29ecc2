"""Titles worth showing, and facts of several origins put together."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kb.values import Block, BlockKind, Facts
from kb.values.documents import clean_text

_PLACEHOLDER = re.compile(
    r"^(?:\(?(?:anonymous|unspecified|unknown|none)\)?|untitled.*|unbenannt.*|no title|title"
    r"|document\d*|dokument\d*|microsoft word.*"
    r"|microsoft powerpoint.*|microsoft excel.*|word document|powerpoint presentation|slide \d+"
    r"|new document|print|scan(?:ned)?.*|template"
    r"|.*\.(?:docx?|pdf|xlsx?|pptx?|odt|rtf|html?|indd))$",
    re.IGNORECASE,
)
_MAX_TITLE = 200
_HEAD_BLOCKS = 20


def said(value: str) -> bool:
    """Whether a property of a file says something; programs fill them with placeholders."""
    return bool(value.strip()) and not _PLACEHOLDER.match(value.strip())


def sensible_title(title: str, path: Path) -> str:
    """``title`` if a person wrote it as one, else nothing.

    Names of files, programs and templates are refused, and so is anything without a word in it or
    of the length of a paragraph.
    """
    title = clean_text(title)
    if not 3 <= len(title) <= _MAX_TITLE or _PLACEHOLDER.match(title):
        return ""
    if not re.search(r"[^\W\d_]{3}", title) or ("_" in title and " " not in title):
        return ""
    return "" if title.casefold() == path.stem.casefold() and " " not in title else title


def file_title(path: Path) -> str:
    """A title made of the file's name."""
    return clean_text(path.stem.replace("_", " ")) or path.name


def head_lines(blocks: Sequence[Block]) -> list[str]:
    """The short lines at a document's head, where it says what it is and whose.

    They end before the third heading: a title and one heading such as "Document control" may
    stand above them.
    """
    lines: list[str] = []
    headings = 0
    for block in blocks[:_HEAD_BLOCKS]:
        headings += block.kind is BlockKind.HEADING
        if headings > 2:
            break
        if block.kind is not BlockKind.TABLE_ROW and len(block.text) <= _MAX_TITLE:
            lines.append(block.text)
    return lines


def merged_facts(*facts: Facts) -> Facts:
    """The first value of each field, strongest origin first, and all that was found besides."""
    merged = facts[0]
    other = dict.fromkeys(merged.other)
    for more in facts[1:]:
        merged = replace(
            merged,
            reference=merged.reference or more.reference,
            owner=merged.owner or more.owner,
            version=merged.version or more.version,
            effective=merged.effective or more.effective,
            review_by=merged.review_by or more.review_by,
            valid_until=merged.valid_until or more.valid_until,
            status=merged.status or more.status,
        )
        other.update(dict.fromkeys(more.other))
    return replace(merged, other=tuple(other))
