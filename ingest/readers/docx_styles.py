"""What the styles of a DOCX say about a paragraph: heading level, list level, contents, weight."""

import re
from dataclasses import dataclass
from typing import Any

from ingest.readers.docx_text import W

_HEADING = re.compile(
    r"^(?:heading|überschrift|berschrift|titre|título|titulo|titolo|kop|rubrik|overskrift"
    r"|nagłówek|otsikko)\s*(?P<level>[1-9])$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^(?:title|titel|titre|título|titulo|titolo)$", re.IGNORECASE)
_CONTENTS = re.compile(
    r"^(?:toc|verzeichnis|tm|tdc|sommario|inhopg|contents)\s*(?:\d|heading)$"
    r"|^toc heading$|^inhaltsverzeichnisüberschrift$|^table of (?:figures|authorities)$",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^(?:list|liste|lista|aufzählungszeichen|listennummer|lijst)\b.*?(?P<level>\d)?$",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?:code|source|preformatted|macro|listing)\b", re.IGNORECASE)
_MAX_CHAIN = 20


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A style with what it takes from those it is based on; levels are 0 where it has none."""

    name: str = ""
    heading: int = 0
    title: bool = False
    contents: bool = False
    list_level: int = 0
    bold: bool = False
    size: float = 0.0
    code: bool = False


class Styles:
    """The paragraph styles of one document, by id."""

    def __init__(self, root: Any) -> None:
        self._elements = {
            element.get(f"{W}styleId"): element
            for element in (root.iter(f"{W}style") if root is not None else ())
            if element.get(f"{W}type", "paragraph") == "paragraph"
        }
        self._default = next(
            (
                key
                for key, element in self._elements.items()
                if element.get(f"{W}default") in ("1", "true")
            ),
            None,
        )
        self._known: dict[str | None, ParagraphStyle] = {}

    def of(self, paragraph: Any) -> ParagraphStyle:
        """The style of a ``w:p`` with its own outline level and numbering on top."""
        properties = paragraph.find(f"{W}pPr")
        key = _value(properties, "pStyle") or self._default
        style = self._known.get(key)
        if style is None:
            style = self._known[key] = self._read(key)
        if properties is None:
            return style
        own = _outline(properties)
        heading = style.heading if own is None else own
        return ParagraphStyle(
            style.name,
            heading,
            style.title,
            style.contents,
            _own_list_level(properties, style.list_level),
            style.bold,
            style.size,
            style.code,
        )

    def _read(self, key: str | None) -> ParagraphStyle:
        chain = self._chain(key)
        if not chain:
            return ParagraphStyle()
        names = [_value(element, "name") or element.get(f"{W}styleId", "") for element in chain]
        outlines = [_outline(element.find(f"{W}pPr")) for element in chain]
        heading = next((level for level in outlines if level is not None), 0)
        match = next((m for name in names if (m := _HEADING.match(name))), None)
        numbered = [_numbering(element.find(f"{W}pPr")) for element in chain]
        level = next((number for number in numbered if number is not None), 0)
        listed = _LIST.match(names[0])
        if listed and listed["level"]:
            level = max(level, int(listed["level"]))
        sizes = [_value(element.find(f"{W}rPr"), "sz") for element in chain]
        size = next((int(value) / 2 for value in sizes if value and value.isdigit()), 0.0)
        return ParagraphStyle(
            name=names[0],
            heading=heading or (int(match["level"]) if match else 0),
            title=any(_TITLE.match(name) for name in names),
            contents=bool(_CONTENTS.match(names[0])),
            list_level=level or (1 if listed and names[0].lower() != "list paragraph" else 0),
            bold=any(element.find(f"{W}rPr/{W}b") is not None for element in chain[:1]),
            size=size,
            code=bool(_CODE.search(names[0])),
        )

    def _chain(self, key: str | None) -> list[Any]:
        """The style's element and those it is based on, nearest first."""
        chain: list[Any] = []
        while key in self._elements and len(chain) < _MAX_CHAIN:
            element = self._elements[key]
            chain.append(element)
            key = _value(element, "basedOn")
        return chain


def _value(parent: Any, name: str) -> str | None:
    child = None if parent is None else parent.find(f"{W}{name}")
    value = None if child is None else child.get(f"{W}val")
    return str(value) if value is not None else None


def _outline(properties: Any) -> int | None:
    """Heading level 1 to 9, 0 for body text, None where nothing is said."""
    value = _value(properties, "outlineLvl")
    if value is None or not value.isdigit():
        return None
    return int(value) + 1 if int(value) < 9 else 0


def _numbering(properties: Any) -> int | None:
    """List level 1 to 9, 0 where numbering is switched off, None where nothing is said."""
    numbering = None if properties is None else properties.find(f"{W}numPr")
    if numbering is None:
        return None
    if _value(numbering, "numId") == "0":
        return 0
    level = _value(numbering, "ilvl") or "0"
    return int(level) + 1 if level.isdigit() else 1


def _own_list_level(properties: Any, inherited: int) -> int:
    own = _numbering(properties)
    if own is None:
        return inherited
    return max(own, inherited) if own else 0
