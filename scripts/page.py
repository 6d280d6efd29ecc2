"""What the scripts that write a page of docs/ share: write it, or say that it is out of date."""

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; a bar in a cell is escaped."""
    lines = [header, ["---"] * len(header), *rows]
    cells = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def write_or_check(name: str, text: str, script: str) -> None:
    """Write ``docs/NAME``; with ``--check`` only say whether it holds ``text`` already."""
    path = DOCS / name
    if "--check" not in sys.argv[1:]:
        path.write_text(text, encoding="utf-8")
    elif not path.is_file() or path.read_text(encoding="utf-8") != text:
        sys.exit(f"docs/{name} is out of date; run: .venv/bin/python {script}")
