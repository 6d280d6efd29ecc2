"""Every benchmark, one after the other: ``make bench``.

Run it with the interpreter of the environment made from ``requirements/bench.txt``. Writes
``.bench/results.json`` and prints tables. Side by side needs the public data sets (``--corpus``);
without them it is left out, and the table says so.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import cold_start, embedding, side_by_side
from benchmarks.common import CORPUS, WORK, machine, run_json, tell, versions, vouch_python

_STOCK = (
    "langchain",
    "langchain-classic",
    "langchain-community",
    "langchain-chroma",
    "chromadb",
    "rank-bm25",
    "sentence-transformers",
    "torch",
    "numpy",
)
_VOUCH = ("vouch-kb", "onnxruntime", "tantivy", "chromadb", "numpy", "sqlalchemy")
_VERSIONS = (
    "import json; from benchmarks.common import versions; print(json.dumps(versions(*{names!r})))"
)


def _inside_vouch(name: str, *arguments: str) -> dict[str, Any]:
    tell(f"{name}…")
    return run_json([vouch_python(), "-m", f"benchmarks.{name}", *arguments])


def measure(corpus: Path) -> dict[str, Any]:
    """Everything measured, by benchmark; one that cannot run gives its reason."""
    names = {"names": _VOUCH}
    found: dict[str, Any] = {
        "machine": machine(),
        "versions": {
            "vouch": run_json([vouch_python(), "-c", _VERSIONS.format(**names)]),
            "stock": versions(*_STOCK),
        },
    }
    steps: dict[str, Callable[[], dict[str, Any]]] = {
        "side_by_side": lambda: side_by_side.measure(corpus, WORK / "side_by_side", 4_000, 300),
        "cold_start": lambda: cold_start.measure(WORK / "cold_start", 5),
        "embedding": lambda: embedding.measure(512, 60),
        "filters": lambda: _inside_vouch("filters"),
        "reload": lambda: _inside_vouch("reload"),
    }
    for name, step in steps.items():
        try:
            found[name] = step()
        except (RuntimeError, FileNotFoundError) as error:
            found[name] = {"not_measured": str(error)}
    found["machine"]["load_after"] = machine()["load_before"]
    return found


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown: a table a benchmark, a line a subject."""
    lines = []
    for title, part in found.items():
        rows = part if all(isinstance(row, dict) for row in part.values()) else {title: part}
        columns = list(dict.fromkeys(key for row in rows.values() for key in row))
        lines += [
            f"## {title}",
            "",
            f"| | {' | '.join(columns)} |",
            "|---" * (len(columns) + 1) + "|",
        ]
        for name, row in rows.items():
            lines.append(f"| {name} | {' | '.join(_shown(row.get(key)) for key in columns)} |")
        lines.append("")
    return "\n".join(lines)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return " / ".join(str(part) for part in value.values())
    if isinstance(value, list):
        return ", ".join(str(part) for part in value) or "–"
    return "–" if value is None else str(value)


def main() -> int:
    """Measure, write and print; 1 when something could not be measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--out", type=Path, default=WORK / "results.json")
    options = parser.parse_args()
    found = measure(options.corpus)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(table(found))
    return 1 if any("not_measured" in part for part in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
