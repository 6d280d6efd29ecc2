"""Reads PDF files: headings, paragraphs, lists and tables, with their pages.

pdfium supplies words, sizes and drawn lines; the modules ``pdf_*`` make structure of them. It is
many times faster than parsing glyph by glyph in Python and does not grow with hostile files.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ingest.facts import facts_from_lines, facts_from_pairs
from ingest.limits import Limits
from ingest.readers.pdf_blocks import blocks_of
from ingest.readers.pdf_furniture import item_text, without_contents, without_furniture
from ingest.readers.pdf_headings import normal_title
from ingest.readers.pdf_layout import Item
from ingest.readers.pdf_pages import Pages, read_pages
from ingest.readers.pdf_paragraphs import PageTable, Para, body_size, paragraphs
from ingest.readers.titles import file_title, head_lines, merged_facts, said, sensible_title
from kb.errors import LimitError, UnreadableError
from kb.values import Block, BlockKind, Document, Dropped, Facts

_MAX_BOOKMARKS = 10_000
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def read(path: Path, limits: Limits) -> list[Document]:
    """The document in a PDF file.

    Raises ``UnreadableError`` for a damaged or encrypted file and for one without any text,
    ``LimitError`` past ``limits.pages`` or ``limits.characters``. A page that cannot be laid out
    is kept as plain text, with a warning; pages without text are named.
    """
    document = _open(path)
    try:
        if len(document) > limits.pages:
            raise LimitError(
                f"it has {len(document)} pages; at most {limits.pages} are read",
                "split the file or raise limits.pages",
            )
        pages = read_pages(document, limits)
        outline = _outline(document)
        properties = document.get_metadata_dict(skip_empty=True)
    finally:
        document.close()
    if not any(pages.items) and not pages.slanted:
        raise UnreadableError(
            "none of its pages has text; they are probably scanned images",
            "run it through OCR (for example ocrmypdf) and ingest the result",
        )
    return [_document(path, pages, outline, properties)]


def _open(path: Path) -> Any:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium.FPDF_ERR_PASSWORD and b"/Encrypt" in path.read_bytes():
            raise UnreadableError(
                "it is protected by a password", "save a copy without the password and ingest that"
            ) from error
        raise UnreadableError(
            "it is not a PDF, or it is damaged", "open it in a viewer and save it again as PDF"
        ) from error


def _outline(document: Any) -> dict[str, int]:
    """The file's bookmarks: normalised title to depth, the outermost being 1."""
    found: dict[str, int] = {}
    for count, bookmark in enumerate(document.get_toc(max_depth=8)):
        if count >= _MAX_BOOKMARKS:
            break
        title = normal_title(bookmark.get_title() or "")
        if title:
            found.setdefault(title, bookmark.level + 1)
    return found


def _document(
    path: Path, pages: Pages, outline: dict[str, int], properties: dict[str, str]
) -> Document:
    kept, dropped = without_furniture(list(zip(pages.heights, pages.items, strict=True)))
    kept, contents = without_contents(kept)
    parts = paragraphs(kept)
    blocks, repeats, pairs = blocks_of(parts, body_size(kept), _vocabulary(kept), outline)
    watermarks, notes = _slanted(pages.slanted)
    dropped = [*dropped, *contents, *repeats, *watermarks]
    return Document(
        title=_title(path, parts, properties),
        blocks=(*blocks, *notes),
        facts=_facts(blocks, pairs, dropped, properties),
        dropped=tuple(dropped),
        warnings=tuple(pages.warnings),
    )


def _vocabulary(pages: Sequence[Sequence[Item]]) -> set[str]:
    """The document's words, those at the ends of lines left out, since they may be halves."""
    found: set[str] = set()
    for items in pages:
        for item in items:
            text = item_text(item).casefold()
            found.update(_LETTERS.findall(re.sub(r"\S+-$", "", text, flags=re.MULTILINE)))
    return found


def _slanted(texts: Iterable[tuple[int, str]]) -> tuple[list[Dropped], list[Block]]:
    """Text at an angle: a watermark where it repeats or is a few words, else a paragraph."""
    pages = list(texts)
    counts = Counter(text for _, text in pages)
    dropped = [
        Dropped(text, "watermark or slanted label")
        for text, count in counts.items()
        if count > 1 or len(text.split()) <= 4
    ]
    gone = {one.text for one in dropped}
    notes = [
        Block(BlockKind.PARAGRAPH, text, page=page) for page, text in pages if text not in gone
    ]
    return dropped, notes


def _title(path: Path, parts: Sequence[Para | PageTable], properties: dict[str, str]) -> str:
    """The file's own title if it says something, else the largest text of the first page."""
    first = [part for part in parts if isinstance(part, Para) and part.page == parts[0].page]
    largest = max((para.size for para in first), default=0.0)
    smallest = min((para.size for para in first), default=0.0)
    shown = next((para for para in first if para.size == largest), None)
    text = " ".join(shown.texts) if shown is not None and largest > smallest + 0.9 else ""
    return (
        sensible_title(properties.get("Title", ""), path)
        or sensible_title(text, path)
        or file_title(path)
    )


def _facts(
    blocks: Sequence[Block],
    pairs: list[tuple[str, str]],
    dropped: Sequence[Dropped],
    properties: dict[str, str],
) -> Facts:
    """Facts of the control table and the lines at the head, then of headers and properties."""
    edges = [
        line for one in dropped if one.reason.startswith("running") for line in one.text.split("\n")
    ]
    return merged_facts(
        facts_from_pairs(pairs),
        facts_from_lines(head_lines(blocks)),
        facts_from_lines(edges),
        Facts(
            other=tuple(
                (name, properties[name])
                for name in ("Author", "Subject", "Keywords")
                if said(properties.get(name, ""))
            )
        ),
    )
