"""The parts of a workbook that decide where answers go and which cells take them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ingest.questionnaires.reading.ranges import Rect, rect_of
from ingest.questionnaires.writing.container import Container
from ingest.questionnaires.writing.package import main_part, relations, tree
from ingest.questionnaires.writing.sheet_rules import Looks
from kb.errors import UnreadableError

__all__ = ["Workbook"]

_CLOSED_UNLESS = ("0", "false", "off")


@dataclass
class Workbook:
    """An open workbook. Raises ``UnreadableError`` where it lacks what every workbook has."""

    container: Container

    def __post_init__(self) -> None:
        self.main = main_part(self.container)
        self._related = relations(self.container, self.main)

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The part of each worksheet by the sheet's name."""
        book = tree(self.container, self.main)
        if book is None or not str(book.tag).endswith("}workbook"):
            raise UnreadableError("it is not a workbook", "save it as .xlsx", self.main)
        parts = {one.id: one.part for one in self._related if one.kind == "worksheet"}
        found: dict[str, str] = {}
        for sheet in book.iter("{*}sheet"):
            identity = next((v for k, v in sheet.items() if k.endswith("}id")), "")
            if parts.get(identity, "") in self.container:
                found.setdefault(sheet.get("name", ""), parts[identity])
        return found

    def part(self, sheet: str) -> str | None:
        """The part of the sheet of that name; Excel does not tell upper from lower case."""
        if sheet in self.sheets:
            return self.sheets[sheet]
        folded = {name.casefold(): part for name, part in self.sheets.items()}
        return folded.get(sheet.casefold())

    @cached_property
    def looks(self) -> Looks:
        """Which styles leave cells open: their own word, else that of the named style beneath."""
        part = next((one.part for one in self._related if one.kind == "styles"), "")
        styles = tree(self.container, part)
        if styles is None:
            return Looks()
        beneath = [_open(xf) for xf in styles.iterfind("{*}cellStyleXfs/{*}xf")]
        found: set[int] = set()
        for number, xf in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
            is_open = _open(xf)
            base = xf.get("xfId", "")
            if is_open is None and base.isdecimal() and int(base) < len(beneath):
                is_open = beneath[int(base)]
            if is_open:
                found.add(number)
        return Looks(frozenset(found))

    def headings(self, part: str) -> Iterator[tuple[str, Rect]]:
        """Name and heading rows of the tables on a sheet: Excel repairs a file that renames one."""
        for relation in relations(self.container, part):
            if relation.kind != "table":
                continue
            table = tree(self.container, relation.part)
            rect = rect_of(table.get("ref", "")) if table is not None else None
            rows = table.get("headerRowCount", "1") if table is not None else "0"
            if rect and rows.isdecimal() and int(rows):
                bottom = min(rect.bottom, rect.top + int(rows) - 1)
                yield (
                    table.get("displayName", ""),
                    Rect(rect.top, rect.left, bottom, rect.right),
                )

    @property
    def signed(self) -> bool:
        """Whether someone's digital signature vouches for the file as it is."""
        kinds = [one.kind for one in relations(self.container, "")]
        return "origin" in kinds


def _open(xf: object) -> bool | None:
    """Whether a format unlocks its cells; None where it says nothing."""
    protection = xf.find("{*}protection")  # type: ignore[attr-defined]
    if protection is None or protection.get("locked") is None:
        return None
    return protection.get("locked") in _CLOSED_UNLESS
