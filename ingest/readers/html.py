"""Web pages: the article's blocks in order, what surrounds it set aside with a reason.

The tree gives the blocks, with headings, lists and tables as they are marked up. A block is kept
where it stands in ``<main>`` or ``<article>`` and in no navigation, footer or form inside it; where
a page marks up neither, if no site furniture contains it. Whatever is named like furniture but
holds most of the page's words is its content. What is left out is listed in ``Document.dropped``.
"""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.limits import Limits
from ingest.readers.block_facts import facts_from_top
from ingest.readers.emptiness import with_text
from ingest.readers.encoding import decode, read_text
from ingest.readers.html_tree import parse_html
from ingest.readers.html_walk import Found, walk
from ingest.readers.names import readable_name
from ingest.readers.saved_page.vocabulary import reason_alone
from kb.values import Block, BlockKind, Document, Dropped
from kb.values.documents import clean_text

_INFORMATIVE = 12  # words from which a paragraph outside the furniture is kept whatever else
_LINKS = 0.8  # share of a block's letters inside links that makes it a menu
_ALWAYS_OUT = ("navigation", "cookie", "consent", "gdpr", "breadcrumb", "skip", "dialog", "search")
_CHARSET = re.compile(rb"<meta[^>]{0,100}charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_META = {
    "author": "Author",
    "article:published_time": "Published",
    "article:modified_time": "Last updated",
    "last-modified": "Last updated",
    "dcterms.modified": "Last updated",
    "dcterms.issued": "Issued",
    "description": "Description",
    "version": "Version",
}


def read(path: Path, limits: Limits) -> list[Document]:
    """The one document of an HTML file.

    Raises ``UnreadableError`` for a file that is no text or has none and ``LimitError`` for one
    too large.
    """
    return with_text([read_html(_text(path, limits), readable_name(path))])


def read_html(text: str, name: str) -> Document:
    """A document from HTML source; ``name`` is its title where the page has none."""
    root, warnings = parse_html(text)
    if root is None:
        return Document(title=name, blocks=())
    found = walk(root)
    kept, dropped = _sort(found)
    pairs = _meta(root)
    return Document(
        title=_title(root, kept) or name,
        blocks=tuple(kept),
        facts=facts_from_top(
            kept, (pair for pair in pairs if pair[0] not in ("Author", "Description"))
        ),
        metadata=tuple((label.casefold(), value) for label, value in pairs),
        dropped=tuple(dropped),
        warnings=tuple(warnings),
    )


def _text(path: Path, limits: Limits) -> str:
    """The file's text by its own charset declaration, where it has one that holds."""
    with path.open("rb") as file:
        start = file.read(2048)
    declared = _CHARSET.search(start)
    text = read_text(path, limits)
    if not declared or start.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return text
    data = path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return data.decode(declared.group(1).decode("ascii")).replace("\0", "")
        except (LookupError, UnicodeDecodeError):
            return decode(data)
    return text


def _sort(found: Sequence[Found]) -> tuple[list[Block], list[Dropped]]:
    has_main = any(item.main and len(item.block.text.split()) >= _INFORMATIVE for item in found)
    content = _content_regions(found)
    kept: list[Block] = []
    dropped: list[Dropped] = []
    for item in found:
        region = "" if item.region in content else item.region
        if reason := _reason(item, region, has_main=has_main):
            dropped.append(Dropped(item.block.text, reason))
        else:
            kept.append(item.block)
    return kept, dropped


def _content_regions(found: Sequence[Found]) -> set[str]:
    """Regions named like furniture that hold more informative words than all the rest."""
    words: Counter[str] = Counter()
    for item in found:
        count = len(item.block.text.split())
        if count >= _INFORMATIVE and not item.hidden and item.links < _LINKS:
            words[item.region] += count
    return {
        region
        for region, count in words.items()
        if count * 2 > words.total() and not any(mark in region for mark in _ALWAYS_OUT)
    }


def _reason(item: Found, region: str, *, has_main: bool) -> str:
    """Why a block is left out, or ``""``."""
    if item.hidden:
        return "hidden text"
    if region:
        return region
    text = item.block.text
    words = len(text.split())
    if words <= 60 and (alone := reason_alone(text)) in ("cookie banner", "share buttons"):
        return alone
    if has_main and item.main:
        return "" if item.links < _LINKS or words > 2 else _menu(item)
    if words >= _INFORMATIVE:
        return ""
    if has_main:
        return "outside the main content"
    return "navigation" if item.links >= _LINKS and item.block.kind is not BlockKind.HEADING else ""


def _menu(item: Found) -> str:
    return reason_alone(item.block.text) if item.block.kind is BlockKind.PARAGRAPH else ""


def _title(root: Any, kept: Sequence[Block]) -> str:
    tops = [block.text for block in kept if block.kind is BlockKind.HEADING and block.level == 1]
    if len(tops) == 1:
        return tops[0]
    for element in root.iter("meta"):
        if element.get("property") == "og:title" and element.get("content"):
            return clean_text(element.get("content"))
    for element in root.iter("title"):
        title = clean_text("".join(element.itertext()))
        parts = re.split(r"\s+[|–—·«»-]\s+", title)
        return max(parts, key=len) if title else ""
    return tops[0] if tops else ""


def _meta(root: Any) -> list[tuple[str, str]]:
    pairs = []
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("http-equiv") or ""
        value = clean_text(element.get("content") or "")
        if (label := _META.get(name.casefold())) and value and (label, value) not in pairs:
            pairs.append((label, value))
    return pairs
