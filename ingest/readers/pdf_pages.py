"""The pages of a PDF read one by one, with a fallback for those that make no sense."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.limits import Limits
from ingest.readers.pdf_aligned import with_aligned_tables
from ingest.readers.pdf_furniture import item_text
from ingest.readers.pdf_grids import page_grids
from ingest.readers.pdf_layout import Item, line_of, reading_order
from ingest.readers.pdf_lines import Piece, pieces_of
from ingest.readers.pdf_rulings import MAX_OBJECTS, page_rulings
from ingest.readers.pdf_tables import grid_tables
from ingest.readers.pdf_words import Word, page_words
from kb.errors import LimitError
from kb.values.documents import clean_text

_MAX_ANNOTATIONS = 2_000


@dataclass(slots=True)
class Pages:
    """What the pages gave, in order."""

    heights: list[float] = field(default_factory=list)
    items: list[list[Item]] = field(default_factory=list)
    slanted: list[tuple[int, str]] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    characters: int = 0


def read_pages(document: Any, limits: Limits) -> Pages:
    """Lines and tables of every page of an open pypdfium2 document.

    Raises ``LimitError`` past ``limits.characters``. A page that cannot be laid out is kept as
    plain text, with a warning; pages without text are named.
    """
    pages = Pages()
    for number in range(1, len(document) + 1):
        items = _read_page(document, number, pages)
        pages.items.append(items)
        pages.characters += sum(len(item_text(item)) for item in items)
        if pages.characters > limits.characters:
            raise LimitError(
                f"it has more than {limits.characters} characters of text",
                "split the file or raise limits.characters",
                place=f"page {number}",
            )
    pages.warnings.extend(_empty_warnings(pages.empty))
    return pages


def _read_page(document: Any, number: int, pages: Pages) -> list[Item]:
    """The items of one page; falls back to its plain text where its layout makes no sense."""
    import pypdfium2

    place = f"page {number} of {len(document)}"
    try:
        page = _with_fields(document, number)
    except pypdfium2.PdfiumError:
        pages.heights.append(0.0)
        pages.warnings.append(f"{place} is damaged and could not be read")
        return []
    try:
        text_page = page.get_textpage()
        try:
            return _lay_out(page, text_page, number, pages)
        except (pypdfium2.PdfiumError, ValueError, ArithmeticError, LookupError):
            pages.warnings.append(f"{place} could not be laid out; its plain text was kept")
            return _plain(text_page)
        finally:
            text_page.close()
    except pypdfium2.PdfiumError:
        pages.warnings.append(f"{place} has text that could not be read")
        return []
    finally:
        del pages.heights[number:]
        pages.heights.extend([0.0] * (number - len(pages.heights)))
        page.close()


def _lay_out(page: Any, text_page: Any, number: int, pages: Pages) -> list[Item]:
    words, frame = page_words(page, text_page)
    width, height = frame.size
    pages.heights.append(height)
    upright = [word for word in words if word.upright]
    if not words:
        if _has_images(page):
            pages.empty.append(number)
        return []
    rulings = page_rulings(page, frame)
    if rulings.capped:
        pages.warnings.append(
            f"page {number} has more than {MAX_OBJECTS} drawing objects; "
            "tables drawn with lines were not looked for on it"
        )
    tables, outside = grid_tables(page_grids(rulings), upright)
    items = with_aligned_tables(reading_order(pieces_of(outside), tables, width))
    slanted = " ".join(word.text for word in words if not word.upright)
    if slanted:
        pages.slanted.append((number, slanted))
    return items


def _with_fields(document: Any, number: int) -> Any:
    """The page, what is filled into its form fields and text notes made part of its content."""
    import pypdfium2.raw as pdfium

    page = document[number - 1]
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT):
            pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            return document[number - 1]
    return page


def _plain(text_page: Any) -> list[Item]:
    """The page's text line by line, all of one size."""
    items: list[Item] = []
    for at, text in enumerate(text_page.get_text_range().splitlines()):
        text = clean_text(text.replace("\ufffe", "-"))
        if text:
            top = 100.0 + 20.0 * at
            word = Word(text, 72.0, top, 72.0 + 5.0 * len(text), top + 10.0, 10.0, False)
            items.append(line_of([Piece((word,))], 72.0, 540.0))
    return items


def _has_images(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    return any(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _empty_warnings(empty: list[int]) -> Iterator[str]:
    """One warning for each run of pages without text."""
    at = 0
    while at < len(empty):
        end = at
        while end + 1 < len(empty) and empty[end + 1] == empty[end] + 1:
            end += 1
        if end == at:
            yield f"page {empty[at]} has no text (scanned image?)"
        else:
            yield f"pages {empty[at]} to {empty[end]} have no text (scanned images?)"
        at = end + 1
