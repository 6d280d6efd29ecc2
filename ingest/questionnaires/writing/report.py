"""The report beside a filled questionnaire: every question, its answer and its evidence.

Everything in it is text of others, so everything is escaped: no formula, link, tag or mark of it
comes alive in the report.
"""

import html
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.questionnaires.writing.errors import WriteError
from ingest.questionnaires.writing.files import write_whole
from ingest.questionnaires.writing.report_rows import COLUMNS, ReportRow, columns
from ingest.questionnaires.writing.sheet_patch import literal
from ingest.questionnaires.writing.texts import cut
from kb.coverage.files import as_csv

__all__ = ["write_report"]

_TITLE = "Questionnaire report"
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#+\-!|~&@:=])")
_ORDINAL = re.compile(r"^(\s*\d+)([.)])", re.M)
_WIDTHS = (16, 12, 50, 60, 12, 12, 24, 24, 70)
_STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;margin:2rem;color:#1a1a1a}"
    "table{border-collapse:collapse}th,td{border:1px solid #bbb;padding:.4rem .6rem;"
    "vertical-align:top;text-align:left;white-space:pre-wrap;overflow-wrap:anywhere}"
    "th{background:#eee;position:sticky;top:0}"
)


def write_report(path: Path, rows: Sequence[ReportRow], *, overwrite: bool = False) -> None:
    """Write the rows to ``path`` as its suffix says: ``.xlsx``, ``.csv``, ``.md``, ``.html``
    or ``.jsonl``.

    The file appears whole or not at all. Raises ``WriteError`` for another suffix, a file that is
    there already, and a folder that cannot be written.
    """
    write = _FORMATS.get(path.suffix.lower())
    if write is None:
        known = ", ".join(_FORMATS)
        raise WriteError(f"{path.name}: a report is written as {known}; name one of them")
    if path.exists() and not overwrite:
        raise WriteError(f"{path} is there already; name another file, or allow to replace it")
    write_whole(path, write(rows))


def _jsonl(rows: Sequence[ReportRow]) -> bytes:
    lines = (json.dumps(asdict(row), ensure_ascii=True) + "\n" for row in rows)
    return "".join(lines).encode("ascii")


def _csv(rows: Sequence[ReportRow]) -> bytes:
    return as_csv(COLUMNS, (columns(row) for row in rows))


def _html(rows: Sequence[ReportRow]) -> bytes:
    def line(texts: Sequence[str], tag: str) -> str:
        cells = "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in texts)
        return f"<tr>{cells}</tr>\n"

    body = "".join(line(columns(row), "td") for row in rows)
    page = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{_TITLE}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{_TITLE}</h1>\n<p>{_summary(rows)}</p>\n"
        f"<table><thead>{line(COLUMNS, 'th')}</thead>\n<tbody>\n{body}</tbody></table>"
        "</body></html>\n"
    )
    return page.encode("utf-8")


def _markdown(rows: Sequence[ReportRow]) -> bytes:
    pieces = [f"# {_TITLE}\n\n{_summary(rows)}\n"]
    for number, row in enumerate(rows, 1):
        place, ref, question, answer, status, verdict, reason, ask, _ = columns(row)
        pieces.append(f"\n## {number}. {_marked(' '.join((ref, question)).strip(), flat=True)}\n")
        facts = (
            *(("Place", place), ("Status", status), ("Verdict", verdict)),
            *(("Reason", reason), ("Ask", ask)),
        )
        pieces += (f"- {name}: {_marked(fact, flat=True)}\n" for name, fact in facts if fact)
        if answer:
            pieces.append(f"\n{_marked(answer)}\n")
        for one in row.evidence:
            quote = _marked(one.quote, flat=True)
            pieces.append(f"\n> {quote}\n>\n> — {_marked(one.source, flat=True)}\n")
    return "".join(pieces).encode("utf-8", "replace")


def _marked(text: str, *, flat: bool = False) -> str:
    """Text as Markdown that shows it: its marks escaped, its line breaks kept or made spaces."""
    text = _ORDINAL.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", " ".join(text.split()) if flat else text))
    return re.sub(r"\s*\n\s*", "\\\n", text.strip())


def _summary(rows: Sequence[ReportRow]) -> str:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.status or "blank"] = counts.get(row.status or "blank", 0) + 1
    kinds = ", ".join(f"{number} {html.escape(status)}" for status, number in counts.items())
    return f"{len(rows)} questions" + (f": {kinds}" if kinds else "")


def _xlsx(rows: Sequence[ReportRow]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Report")
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"

    def line(texts: Sequence[str], *, bold: bool = False) -> list[Any]:
        cells = []
        for text in texts:
            cell = WriteOnlyCell(sheet, literal(cut(text)))
            cell.data_type = "s"  # a text that begins with "=" would be taken for a formula
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.font = Font(bold=bold)
            cells.append(cell)
        return cells

    sheet.append(line(COLUMNS, bold=True))
    for row in rows:
        sheet.append(line(columns(row)))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


_FORMATS: dict[str, Callable[[Sequence[ReportRow]], bytes]] = {
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".md": _markdown,
    ".html": _html,
    ".jsonl": _jsonl,
}
