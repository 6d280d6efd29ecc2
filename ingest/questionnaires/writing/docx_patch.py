"""Answers put into the cells of a Word document, or under its questions."""

from collections.abc import Iterator

from ingest.questionnaires.writing.docx_scan import Found, WordScan
from ingest.questionnaires.writing.marks import Edit, Element, children, escaped, outermost

__all__ = ["cell_edits", "cell_hole", "obstacle", "paragraph_edit", "placeholders"]

# What a text cannot take the place of, in the words of a person who has to do it by hand.
_OBSTACLES = {
    b"tbl": "it holds a table",
    b"drawing": "it holds a picture or drawing",
    b"pict": "it holds a picture or drawing",
    b"object": "it holds an embedded object",
    b"ffData": "it holds a form field",
    b"checkbox": "it holds a check box",
    b"checkBox": "it holds a check box",
    b"dataBinding": "it shows a value that is kept elsewhere in the file",
    b"picture": "it holds a picture control",
}
_STARTS = (b"bookmarkStart", b"commentRangeStart")
_ENDS = (b"bookmarkEnd", b"commentRangeEnd")
_NOTED = (b"commentReference", b"footnoteReference", b"endnoteReference")
_FONT = (b"rFonts", b"sz", b"szCs", b"lang", b"rtl")
_LAYOUT = (b"ind", b"bidi", b"jc")


def obstacle(scan: WordScan, found: Found) -> str:
    """Why a text cannot be put into a table cell, or ``""``."""
    data, cell = scan.data, found.element
    if found.covered:
        return "it is covered by the merged cell above"
    for thing in outermost(data, cell.opened, cell.closing, *_OBSTACLES):
        return _OBSTACLES[thing.name]
    controls = list(outermost(data, cell.opened, cell.closing, b"sdt"))
    contents = [scan.property(control, b"sdtContent") for control in controls]
    if len(controls) > 1 or cell.empty or any(one is None or one.empty for one in contents):
        return "it holds no text, or several content controls"
    for control in (*found.controls, *controls):
        lock = scan.property(control, b"sdtPr", b"lock")
        value = (lock.attribute(data, lock.prefix + b"val") or "") if lock else ""
        if value in ("contentLocked", "sdtContentLocked"):
            return "it is a locked content control"
        if scan.property(control, b"sdtPr", b"dataBinding"):
            return _OBSTACLES[b"dataBinding"]
    return ""


def cell_edits(scan: WordScan, found: Found, text: str, *, ascii_only: bool) -> Iterator[Edit]:
    """The changes that make ``text`` the content of a table cell.

    The cell's properties and its first paragraph's stay; the text looks like the first words that
    stood there, or as Word would set the next ones typed. In a content control, what else stands in
    the cell stays.
    """
    data, cell = scan.data, found.element
    control = next(outermost(data, cell.opened, cell.closing, b"sdt"), None)
    yield from placeholders(scan, found)
    content = scan.property(control, b"sdtContent") if control else cell
    if content is None:
        return
    paragraph = next((one.element for one in scan.within(content, b"p")), None)
    if control is None or paragraph is not None:
        start = _after(scan, content, b"tcPr")
        new = _paragraph(scan, content, paragraph, start, text, ascii_only)
        yield Edit(start, content.closing, new)
    else:
        runs = list(children(data, content, b"r"))
        look = _look(scan, runs[0]) if runs else b""
        new = _run(cell.prefix, look, text, ascii_only)
        yield Edit(content.opened, content.closing, new)


def cell_hole(scan: WordScan, found: Found) -> Edit:
    """The cut that takes the content out of a table cell."""
    return Edit(_after(scan, found.element, b"tcPr"), found.element.closing, b"")


def placeholders(scan: WordScan, found: Found) -> Iterator[Edit]:
    """The cuts that make Word take what a content control holds for text, not for a prompt."""
    data, cell = scan.data, found.element
    for control in (*found.controls, *outermost(data, cell.opened, cell.closing, b"sdt")):
        prompt = scan.property(control, b"sdtPr", b"showingPlcHdr")
        if prompt is not None:
            yield Edit(prompt.start, prompt.end, b"")


def paragraph_edit(scan: WordScan, found: Found, text: str, *, ascii_only: bool) -> Edit:
    """The change that puts ``text`` into a paragraph of its own after a question.

    It takes the question's font and indent, not its style, numbering or weight: it is no question.
    """
    data, question = scan.data, found.element
    prefix = question.prefix
    layout = _picked(scan, question, (b"pPr",), _LAYOUT)
    run = next(outermost(data, question.opened, question.closing, b"r"), None)
    font = _picked(scan, run, (b"rPr",), _FONT) if run else b""
    look = b"<%srPr>%s</%srPr>" % (prefix, font, prefix) if font else b""
    properties = b"<%spPr>%s</%spPr>" % (prefix, layout, prefix) if layout else b""
    content = properties + _run(prefix, look, text, ascii_only)
    return Edit(question.end, question.end, b"<%sp>%s</%sp>" % (prefix, content, prefix))


def _paragraph(
    scan: WordScan,
    content: Element,
    paragraph: Element | None,
    start: int,
    text: str,
    ascii_only: bool,
) -> bytes:
    """One paragraph in the place of all: the first one's tag and properties, marks that stay."""
    data, prefix = scan.data, content.prefix
    if paragraph is None:
        return b"<%sp>%s</%sp>" % (prefix, _run(prefix, b"", text, ascii_only), prefix)
    opening = data[paragraph.start : paragraph.opened]
    if paragraph.empty:
        opening = opening[:-2] + b">"
    properties = scan.property(paragraph, b"pPr")
    run = next(outermost(data, paragraph.opened, paragraph.closing, b"r"), None)
    look = _look(scan, run) if run else _mark_look(scan, paragraph)
    runs = outermost(data, start, content.closing, b"r")
    noted = [one for one in runs if any(outermost(data, one.opened, one.closing, *_NOTED))]
    return b"".join(
        (
            opening,
            data[properties.start : properties.end] if properties else b"",
            _kept(data, outermost(data, start, content.closing, *_STARTS)),
            _run(prefix, look, text, ascii_only),
            _kept(data, outermost(data, start, content.closing, *_ENDS)),
            _kept(data, iter(noted)),
            b"</%s%s>" % (paragraph.prefix, paragraph.name),
        )
    )


def _kept(data: bytes, elements: Iterator[Element]) -> bytes:
    return b"".join(data[one.start : one.end] for one in elements)


def _run(prefix: bytes, look: bytes, text: str, ascii_only: bool) -> bytes:
    """A run; line breaks and tabs are elements of their own in it."""
    if not text:
        return b""
    lines = []
    for line in text.split("\n"):
        words = (
            b'<%st xml:space="preserve">%s</%st>'
            % (prefix, escaped(word, ascii_only=ascii_only), prefix)
            if word
            else b""
            for word in line.split("\t")
        )
        lines.append((b"<%stab/>" % prefix).join(words))
    return b"<%sr>%s%s</%sr>" % (prefix, look, (b"<%sbr/>" % prefix).join(lines), prefix)


def _look(scan: WordScan, run: Element) -> bytes:
    """A run's properties, unless they are a prompt's or hide the text."""
    look = scan.property(run, b"rPr")
    if look is None:
        return b""
    style = scan.property(look, b"rStyle")
    name = (style.attribute(scan.data, style.prefix + b"val") or "") if style else ""
    if "placeholder" in name.lower() or scan.property(look, b"vanish"):
        return b""
    return scan.data[look.start : look.end]


def _mark_look(scan: WordScan, paragraph: Element) -> bytes:
    """How the paragraph's end is set: what Word gives the first words typed into an empty one."""
    look = scan.property(paragraph, b"pPr", b"rPr")
    if look is None:
        return b""
    tracked = (b"ins", b"del", b"moveFrom", b"moveTo", b"rPrChange", b"vanish")
    kept = _kept(scan.data, (one for one in children(scan.data, look) if one.name not in tracked))
    return b"<%srPr>%s</%srPr>" % (look.prefix, kept, look.prefix) if kept else b""


def _picked(
    scan: WordScan, element: Element, path: tuple[bytes, ...], names: tuple[bytes, ...]
) -> bytes:
    found = scan.property(element, *path)
    return _kept(scan.data, children(scan.data, found, *names)) if found else b""


def _after(scan: WordScan, element: Element, name: bytes) -> int:
    found = scan.property(element, name)
    return found.end if found else element.opened
