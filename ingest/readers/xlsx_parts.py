"""The parts of a workbook that say what its cells mean: sheets, shared texts, styles, properties.

Read by lxml straight from the zip container (ECMA-376 part 1, 12 and 18), any namespace, so that
strict and transitional files are one. The container was checked before: its XML has no entities.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kb.errors import LimitError, UnreadableError

__all__ = ["Sheet", "Style", "Workbook", "elements", "name_of", "rich_text"]

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SPACES = {9: " ", 10: "\n", 13: "\n"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its name, its part of the container, whether a person sees it."""

    title: str
    part: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Style:
    """What a cell's style says about its value."""

    number_format: str = "General"
    is_date: bool = False
    is_duration: bool = False
    bold: bool = False


class Workbook:
    """An open workbook. Raises ``UnreadableError`` where it lacks what every workbook has."""

    def __init__(self, container: zipfile.ZipFile) -> None:
        self.container = container
        roots = self._relations("")
        main = next((p for _, kind, p in roots if kind == "officeDocument"), "xl/workbook.xml")
        self._core = next((p for _, kind, p in roots if kind == "core-properties"), "")
        self._book = self._tree(main)
        self._related = self._relations(main)
        if self._book is None:
            raise UnreadableError(
                "it is not a workbook, or it is damaged",
                "open it in Excel and save it again as .xlsx",
            )

    @property
    def sheets(self) -> list[Sheet]:
        """The worksheets in order; charts on sheets of their own are left out."""
        parts = {name: part for name, kind, part in self._related if kind == "worksheet"}
        found = []
        for sheet in self._book.iter("{*}sheet"):
            identity = next((v for k, v in sheet.items() if k.endswith("}id")), "")
            if identity in parts:
                visible = sheet.get("state", "visible") == "visible"
                found.append(Sheet(sheet.get("name", ""), parts[identity], visible))
        return found

    @cached_property
    def from_1904(self) -> bool:
        """Whether its dates count from 1904, as on old Macs."""
        settings = next(self._book.iter("{*}workbookPr"), None)
        return settings is not None and settings.get("date1904") in ("1", "true")

    @cached_property
    def properties(self) -> dict[str, str]:
        """The document properties by name: ``title``, ``creator``, ``version`` and so on."""
        tree = self._tree(self._core)
        found = tree if tree is not None else ()
        return {name_of(one): one.text.strip() for one in found if one.text}

    def strings(self, characters: int) -> list[str]:
        """The texts that cells share; ``LimitError`` if they have more than ``characters``."""
        part = next((p for _, kind, p in self._related if kind == "sharedStrings"), "")
        found: list[str] = []
        total = 0
        for item in elements(self.container, part, "si"):
            found.append(rich_text(item))
            total += len(found[-1])
            if total > characters:
                raise LimitError(
                    f"it has more than {characters:,} characters",
                    "split the workbook or raise limits.characters",
                )
        return found

    def styles(self) -> list[Style]:
        """The styles that cells refer to by number."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

        tree = self._tree(next((p for _, kind, p in self._related if kind == "styles"), ""))
        if tree is None:
            return []
        formats: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        formats |= {
            one.get("numFmtId", ""): one.get("formatCode", "") for one in tree.iter("{*}numFmt")
        }
        fonts = [_is_bold(font) for font in tree.iterfind("{*}fonts/{*}font")]
        found = []
        for style in tree.iterfind("{*}cellXfs/{*}xf"):
            code = formats.get(style.get("numFmtId", "0")) or "General"
            font = style.get("fontId", "0")
            bold = font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]
            duration = is_timedelta_format(code)
            found.append(Style(code, is_date_format(code), duration, bold))
        return found

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        """Id, kind and target part of what a part of the container refers to."""
        folder, name = posixpath.split(part)
        tree = self._tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = []
        for one in tree if tree is not None else ():
            target = one.get("Target", "")
            if one.get("TargetMode") != "External" and target:
                place = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                kind = one.get("Type", "").rpartition("/")[2]
                found.append((one.get("Id", ""), kind, posixpath.normpath(place)))
        return found

    def _tree(self, part: str) -> Any:
        """The root element of a small part; None where there is no such part."""
        from lxml import etree

        if part not in self.container.NameToInfo:
            return None
        safe = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        return etree.fromstring(self.container.read(part), safe)


def elements(container: zipfile.ZipFile, part: str, name: str) -> Iterator[Any]:
    """The elements called ``name`` of a part, one by one, each gone when the next is asked for."""
    from lxml import etree

    if part not in container.NameToInfo:
        return
    with container.open(part) as file:
        events = etree.iterparse(
            file,
            tag=f"{{*}}{name}",
            resolve_entities=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
        for _, element in events:
            yield element
            parent = element.getparent()
            element.clear()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def name_of(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def rich_text(element: Any) -> str:
    """The text of a string item: its own or that of its runs, without phonetic hints."""
    pieces = []
    for child in element:
        name = name_of(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces.extend(one.text or "" for one in child if name_of(one) == "t")
    text = "".join(pieces)
    return _ESCAPED.sub(_unescaped, text) if "_x" in text else text


def _unescaped(match: re.Match[str]) -> str:
    """Control characters are written ``_x000D_`` in workbooks, and so is the underscore of such."""
    code = int(match[1], 16)
    return _SPACES.get(code, "" if code < 32 or 0xD800 <= code < 0xE000 else chr(code))


def _is_bold(font: Any) -> bool:
    bold = font.find("{*}b")
    return bold is not None and bold.get("val", "1") not in ("0", "false")
