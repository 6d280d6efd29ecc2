"""A run as a JSON file, and back again as far as a later run is compared with it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.answers.intervals import RESAMPLES, SEED
from evals.answers.machine import fingerprint, machine
from evals.answers.running import Run
from evals.answers.summary import Figure, confusion, curve, figures, groups
from evals.answers.values import EvalError, Result, Row

FORMAT = 1
Json = dict[str, Any]


def run_json(run: Run, *, llm: str | None, limit: int | None, show_cases: bool) -> Json:
    """Everything measured. The words of a sealed suite's cases stay out unless ``show_cases``."""
    suite = run.suite
    open_book = show_cases or not suite.sealed
    return {
        "format": FORMAT,
        "suite": suite.name,
        "split": suite.split,
        "sealed": not open_book,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "as_of": None if suite.as_of is None else suite.as_of.isoformat(),
        "llm": llm,
        "limit": limit,
        "cases": len(run.rows),
        "cases_fingerprint": fingerprint([(a.id, a.question, a.expected) for a in suite.asked]),
        "passages": run.passages,
        "model": run.model,
        "seconds": round(run.seconds, 1),
        "machine": machine(),
        "intervals": {
            "level": 0.95,
            "shares": "Wilson",
            "others": "percentile bootstrap over cases",
            "resamples": RESAMPLES,
            "seed": SEED,
        },
        "evaluators": {e.name: e.version for e in suite.evaluators},
        "figures": [figure_json(f) for f in figures(run.rows, suite.measures)],
        "contestants": {
            name: [figure_json(f) for f in figures(rows, suite.measures)]
            for name, rows in run.contestants.items()
        },
        "groups": [asdict(group) for group in groups(run.rows)],
        "confusion": confusion(run.rows),
        "curve": [asdict(step) for step in curve(run.rows)],
        "rows": [_row_json(row if open_book else sealed(row)) for row in run.rows],
    }


def sealed(row: Row) -> Row:
    """A row without a word of its case: reasons quote it too."""
    results = tuple(replace(result, reason="") for result in row.results)
    return replace(row, results=results, detail=None)


def figure_json(figure: Figure) -> Json:
    """A figure with its interval, what it is of, and its goal."""
    measure, goal = figure.measure, figure.measure.goal
    return {
        "name": measure.name,
        "label": measure.label,
        "meaning": measure.meaning,
        "headline": measure.headline,
        "unit": figure.unit,
        "value": _rounded(figure.interval.value),
        "low": _rounded(figure.interval.low),
        "high": _rounded(figure.interval.high),
        "hits": _rounded(figure.hits),
        "of": _rounded(figure.of),
        "goal": None if goal is None else {"value": goal.value, "at_most": goal.at_most},
        "met": figure.met,
    }


def write(path: Path, value: Json) -> None:
    """Write ``value`` whole or not at all; an earlier file is kept as ``NAME.previous.json``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if path.is_file():
        path.replace(previous(path))
    partial.replace(path)


def previous(path: Path) -> Path:
    """Where the run before the last is kept."""
    return path.with_suffix(".previous.json")


def read(path: Path) -> Json:
    """A saved run; raises ``EvalError`` for a file that is none."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvalError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise EvalError(f"{path} is not the result of a run: {error}") from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise EvalError(f"{path} is not the result of a run, or of another version; run it anew")
    return value


def rows_of(value: Mapping[str, Any]) -> list[Row]:
    """The rows of a saved run, without their words."""
    return [
        Row(
            id=row["id"],
            groups=tuple(row["groups"]),
            right=row["right"],
            given=row["given"],
            answered=row["answered"],
            confidence=row["confidence"],
            milliseconds=row["milliseconds"],
            results=tuple(Result(**result) for result in row["results"]),
            error=row["error"],
        )
        for row in value["rows"]
    ]


def results_of(rows: Sequence[Row]) -> dict[str, Row]:
    """The rows by the id of their case."""
    return {row.id: row for row in rows}


def _row_json(row: Row) -> Json:
    return asdict(row)


def _rounded(value: float) -> float:
    return round(value, 6)
