"""Workbooks with known questions: what openpyxl cannot write is patched into the parts."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

__all__ = ["Case", "Form", "case", "questions", "statements"]

_NOUNS = (
    "customer data,backups,administrator accounts,mobile devices,remote access,source code,"
    "encryption keys,audit logs,network devices,third parties,physical sites,production servers,"
    "laptops,cloud accounts,databases,service accounts,test environments,removable media,"
    "visitors,contractors,web applications,wireless networks,printed records,payment data"
).split(",")
_ASKED = (
    "Do you keep a written policy for {}?",
    "Is access to {} reviewed at least once a year?",
    "How do you protect {} against misuse?",
    "Describe the process for the secure disposal of {}.",
    "Are incidents that concern {} reported within 72 hours?",
    "Who is responsible for {} in your company?",
    "Has an independent party tested the security of {} in the last year?",
    "Please list the tools used to monitor {}.",
    "What training do employees get before they work with {}?",
    "Does your company keep an inventory of {}?",
    "Is multi-factor authentication required for {}?",
    "Explain how changes to {} are approved.",
)
_STATED = (
    "An up-to-date inventory of {} is maintained.",
    "Access to {} is restricted to authorised persons.",
    "The supplier shall encrypt {} with strong algorithms.",
    "Security requirements for {} must be documented and approved by management.",
    "All changes to {} are logged and reviewed.",
    "Risks to {} have been assessed within the last twelve months.",
)
HEAD, GREY = Font(bold=True), PatternFill("solid", fgColor="FFD9D9D9")


def _texts(forms: Sequence[str], count: int, start: int) -> list[str]:
    every = [form.format(noun) for noun in _NOUNS for form in forms]
    return list(islice(cycle(every), start, start + count))


def questions(count: int, start: int = 0) -> list[str]:
    """``count`` different questions; ``start`` chooses others."""
    return _texts(_ASKED, count, start)


def statements(count: int, start: int = 0) -> list[str]:
    """``count`` different statements."""
    return _texts(_STATED, count, start)


@dataclass
class Form:
    """A workbook under construction, and what a reader should find in it.

    ``asked``: places of questions; ``allowed``: places that may be items or not (fields about the
    company); ``expected``: what must hold of an item, by place, as checked by the tests.
    """

    book: Workbook = field(default_factory=Workbook)
    asked: set[tuple[str, str]] = field(default_factory=set)
    allowed: set[tuple[str, str]] = field(default_factory=set)
    expected: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    cached: dict[tuple[str, str], str] = field(default_factory=dict)
    x14: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    raw: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    parts: dict[str, bytes] = field(default_factory=dict)
    _used: bool = False

    def sheet(self, title: str, state: str = "visible") -> Any:
        """A new sheet; the first call names the one there is."""
        if not self._used:
            self._used = True
            sheet = self.book.active
            sheet.title = title
        else:
            sheet = self.book.create_sheet(title)
        sheet.sheet_state = state
        return sheet

    def ask(self, sheet: Any, cell: str, text: str, **expected: Any) -> None:
        """A question: written, and to be found."""
        sheet[cell] = text
        self.asked.add((sheet.title, cell))
        if expected:
            self.expected[(sheet.title, cell)] = expected

    def field(self, sheet: Any, cell: str, text: str) -> None:
        """A field about the company, which may be an item or not."""
        sheet[cell] = text
        self.allowed.add((sheet.title, cell))

    def formula(self, sheet: Any, cell: str, formula: str, value: str) -> None:
        """A formula with its stored value."""
        sheet[cell] = formula
        self.cached[(sheet.title, cell)] = value

    def rows(
        self,
        sheet: Any,
        first: int,
        texts: Iterable[str],
        column: str = "B",
        ids: str = "",
        id_column: str = "A",
    ) -> int:
        """Questions one under another, numbered as ``ids`` says; the next free row."""
        row = first
        for number, text in enumerate(texts, start=1):
            if ids:
                sheet[f"{id_column}{row}"] = ids.format(number)
            self.ask(sheet, f"{column}{row}", text)
            row += 1
        return row

    def head(self, sheet: Any, row: int, *texts: str, first: int = 1) -> None:
        """A header row in bold."""
        for number, text in enumerate(texts):
            cell = sheet.cell(row, first + number, text or None)
            cell.font, cell.fill = HEAD, GREY

    def section(self, sheet: Any, row: int, text: str, merge: str = "", column: str = "A") -> None:
        """A section's title in bold, merged over columns where ``merge`` says."""
        cell = sheet[f"{column}{row}"]
        cell.value, cell.font, cell.fill = text, HEAD, GREY
        if merge:
            sheet.merge_cells(merge)

    def data(self) -> bytes:
        """The file."""
        buffer = io.BytesIO()
        self.book.save(buffer)
        return _patched(buffer.getvalue(), self)


def drop_down(sheet: Any, cells: str, formula: str, kind: str = "list", **more: Any) -> None:
    """A data validation."""
    rule = DataValidation(type=kind, formula1=formula, showErrorMessage=True, **more)
    rule.sqref = cells  # type: ignore[assignment]
    sheet.add_data_validation(rule)


def unlock(sheet: Any, *cells: str) -> None:
    """Protect a sheet but for some cells."""
    sheet.protection.sheet = True
    for cell in cells:
        sheet[cell].protection = Protection(locked=False)


_X14 = (
    '<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" '
    'count="{count}">{rules}</x14:dataValidations></ext></extLst>'
)
_X14_RULE = (
    '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1"><x14:formula1>'
    "<xm:f>{formula}</xm:f></x14:formula1><xm:sqref>{cells}</xm:sqref></x14:dataValidation>"
)


def _patched(data: bytes, form: Form) -> bytes:
    numbers = {f"xl/worksheets/sheet{n}.xml": t for n, t in enumerate(form.book.sheetnames, 1)}
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name in numbers:
                content = _sheet(content.decode(), numbers[name], form).encode()
            target.writestr(name, content)
        for name, content in form.parts.items():
            target.writestr(name, content)
    return buffer.getvalue()


def _sheet(xml: str, title: str, form: Form) -> str:
    for (sheet, cell), value in form.cached.items():
        if sheet == title:
            xml = _with_value(xml, cell, value)
    rules = [_X14_RULE.format(cells=c, formula=f) for c, f in form.x14.get(title, ())]
    if rules:
        extension = _X14.format(count=len(rules), rules="".join(rules))
        xml = xml.replace("</worksheet>", extension + "</worksheet>")
    for old, new in form.raw.get(title, ()):
        assert old in xml, old
        xml = xml.replace(old, new, 1)
    return xml


def _with_value(xml: str, cell: str, value: str) -> str:
    escaped = value.replace("&", "&amp;").replace("<", "&lt;")
    pattern = re.compile(rf'<c r="{cell}"([^>]*)><f>(.*?)</f><v ?/?>(?:</v>)?</c>', re.S)
    match = pattern.search(xml)
    assert match, cell
    kind = re.sub(r' t="\w+"', "", match[1])
    new = f'<c r="{cell}"{kind} t="str"><f>{match[2]}</f><v>{escaped}</v></c>'
    return xml[: match.start()] + new + xml[match.end() :]


@dataclass(frozen=True)
class Case:
    """A workbook of the collection: its name, the traps it holds, and how it is made."""

    name: str
    traps: str
    build: Callable[[], Form]


def case(
    cases: dict[str, Case], traps: str
) -> Callable[[Callable[[Form], None]], Callable[[Form], None]]:
    """Add a function that fills a form to a collection, under its own name."""

    def add(fill: Callable[[Form], None]) -> Callable[[Form], None]:
        def build() -> Form:
            form = Form()
            fill(form)
            return form

        name = fill.__name__.strip("_").replace("_", "-")
        cases[name] = Case(name, traps, build)
        return fill

    return add
