"""A worksheet part read by another parser than the one that patched it."""

import io
import warnings
import zipfile

from lxml import etree
from openpyxl import load_workbook

from kb.values.questionnaires import CellWrite, Place
from tests.ingest.questionnaires.writing.workbooks import MAIN, unpacked

__all__ = ["NS", "cells", "outside", "part", "text", "write"]

NS = f"{{{MAIN}}}"


def write(place: str, words: str, *, numeric: bool = False) -> CellWrite:
    """An answer for ``Sheet1!B2``, or for ``B2`` on the sheet ``Sheet1``."""
    sheet, _, cell = place.rpartition("!")
    return CellWrite(Place(sheet or "Sheet1", cell), words, numeric)


def part(data: bytes, number: int = 1) -> bytes:
    """A worksheet's part."""
    return unpacked(data)[f"xl/worksheets/sheet{number}.xml"]


def cells(xml: bytes) -> dict[str, bytes]:
    """Each cell of a part by its reference, as canonical XML; positions filled in."""
    found: dict[str, bytes] = {}
    row_number = 0
    for row in etree.fromstring(xml).find(f"{NS}sheetData"):
        if not isinstance(row.tag, str):
            continue
        row_number = int(row.get("r", row_number + 1))
        column = 0
        for cell in row.iterfind(f"{NS}c"):
            name = cell.get("r")
            column = _column(name) if name else column + 1
            assert (row_number, column) not in found
            reference = f"{_letters(column)}{row_number}"
            assert name in (None, reference)
            cell.tail = None
            found[reference] = etree.tostring(cell, method="c14n")
    return found


def outside(xml: bytes) -> tuple[bytes, bytes]:
    """The bytes before and after a part's cells."""
    return xml[: xml.index(b"sheetData")], xml[xml.rindex(b"sheetData") :]


def text(data: bytes, place: str) -> object:
    """What openpyxl reads in a cell."""
    sheet, _, cell = place.rpartition("!")
    with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(data)) as container:
        warnings.filterwarnings("ignore", message="Data Validation extension")
        assert container.testzip() is None
        return load_workbook(io.BytesIO(data))[sheet or "Sheet1"][cell].value


def _column(name: str) -> int:
    number = 0
    for letter in filter(str.isalpha, name):
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
