"""The words of a DOCX paragraph: insertions in, deletions and hidden text out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kb.values.documents import clean_text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPAT = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_DELETED = {f"{W}del", f"{W}moveFrom"}
_SKIPPED = {f"{W}pPr", f"{W}rPr", f"{_COMPAT}Fallback", f"{W}sdtPr"}
_SPACES = {f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"}
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_TRUE = (None, "1", "true", "on")


@dataclass(slots=True)
class ParagraphText:
    """What a paragraph holds.

    ``text`` is what a reader sees, ``bold`` whether all of it is, ``breaks_before`` how many page
    breaks Word saw before its first word and ``breaks`` in all of it; ``boxes`` are the text boxes
    anchored in it, ``notes`` the kinds and ids of its notes.
    """

    text: str = ""
    bold: bool = False
    size: float = 0.0
    breaks_before: int = 0
    breaks: int = 0
    boxes: list[Any] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    hidden: str = ""
    deleted: str = ""


def paragraph_text(paragraph: Any) -> ParagraphText:
    """Read the ``w:p`` element ``paragraph``."""
    found = ParagraphText()
    pieces: list[str] = []
    weights: list[bool] = []
    sizes: list[float] = []
    for node, run in _nodes(paragraph, found):
        tag = node.tag
        if tag in (f"{W}t", f"{_MATH}t"):
            text = node.text or ""
            if run is not None and _is_on(run, "vanish"):
                found.hidden += text
                continue
            pieces.append(text)
            if text.strip():
                weights.append(run is not None and _is_on(run, "b"))
                sizes.append(_size(run))
        elif tag in _SPACES:
            pieces.append(" ")
        elif tag == f"{W}noBreakHyphen":
            pieces.append("-")
        elif tag == f"{W}lastRenderedPageBreak":
            found.breaks += 1
            found.breaks_before += not "".join(pieces).strip()
        elif tag in _NOTES:
            found.notes.append((_NOTES[tag], node.get(f"{W}id", "")))
    found.text = clean_text("".join(pieces))
    found.bold = bool(weights) and all(weights)
    found.size = max(sizes, default=0.0)
    return found


def _nodes(paragraph: Any, found: ParagraphText) -> Iterator[tuple[Any, Any]]:
    """The leaves of a paragraph in order, each with its run; boxes and deletions set aside."""
    stack: list[tuple[Any, Any]] = [(child, None) for child in reversed(paragraph)]
    while stack:
        node, run = stack.pop()
        if not isinstance(node.tag, str) or node.tag in _SKIPPED:
            continue
        if node.tag == f"{W}txbxContent":
            found.boxes.append(node)
        elif node.tag in _DELETED:
            found.deleted += "".join(part.text or "" for part in node.iter(f"{W}delText", f"{W}t"))
        elif len(node):
            run = node if node.tag == f"{W}r" else run
            stack.extend((child, run) for child in reversed(node))
        else:
            yield node, run


def _is_on(run: Any, name: str) -> bool:
    """Whether a run property such as ``w:b`` is set on the run itself."""
    mark = run.find(f"{W}rPr/{W}{name}")
    return mark is not None and mark.get(f"{W}val") in _TRUE


def _size(run: Any) -> float:
    """The run's own font size in points; 0 where it has the paragraph's."""
    size = None if run is None else run.find(f"{W}rPr/{W}sz")
    value = "" if size is None else size.get(f"{W}val", "")
    return int(value) / 2 if value.isdigit() else 0.0
