"""What a questionnaire's workbook says outside its sheets: names, tables, parts by kind."""

import re
import zipfile
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ingest.readers.xlsx_parts import Workbook, name_of

__all__ = ["Book"]

_MOST_NAMES = 20_000
_TABLE_PARTS = 500


class Book(Workbook):
    """An open workbook, with what drop-downs refer to."""

    def __init__(self, container: zipfile.ZipFile) -> None:
        super().__init__(container)

    def part_tree(self, kind: str) -> Any:
        """The root element of the workbook's part of this kind; None where there is none."""
        return self._tree(next((p for _, found, p in self._related if found == kind), ""))

    @cached_property
    def names(self) -> Mapping[tuple[str, int], str]:
        """Defined names: (name in lower case, number of the sheet or -1) to the formula."""
        found: dict[tuple[str, int], str] = {}
        for one in self._book.iterfind("{*}definedNames/{*}definedName"):
            scope = one.get("localSheetId", "")
            number = int(scope) if scope.isdecimal() and len(scope) < 6 else -1
            found.setdefault((one.get("name", "").lower(), number), (one.text or "").strip())
            if len(found) >= _MOST_NAMES:
                break
        return found

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The number of each sheet as ``localSheetId`` counts it, chart sheets included."""
        return {s.get("name", ""): n for n, s in enumerate(self._book.iter("{*}sheet"))}

    def tables(self, titles: Mapping[str, str]) -> Mapping[str, tuple[str, str, tuple[str, ...]]]:
        """Tables by name in lower case: sheet, range, column names. ``titles``: sheets by part."""
        found: dict[str, tuple[str, str, tuple[str, ...]]] = {}
        for part, title in titles.items():
            for _, kind, target in self._relations(part)[:_TABLE_PARTS]:
                tree = self._tree(target) if kind == "table" else None
                if tree is not None and name_of(tree) == "table":
                    columns = tuple(
                        _plain(one.get("name", "")) for one in tree.iter("{*}tableColumn")
                    )
                    name = tree.get("displayName") or tree.get("name", "")
                    found[name.lower()] = (title, tree.get("ref", ""), columns)
        return found


def _plain(name: str) -> str:
    """A column's name as its header cell shows it."""
    return re.sub(r"_x000[aAdD]_", "\n", name)
