"""An outcome as a table for people and as JSON for machines."""

from dataclasses import asdict
from typing import Any

from evals.retrieval.measures import MEASURES, RESAMPLES, SEED, Estimate
from evals.retrieval.runner import ALL, Outcome, WayResult


def table(outcome: Outcome) -> str:
    """A Markdown table: one line a way of searching, for all questions and for each group.

    A star marks a way that differs from the reference beyond chance (95 %).
    """
    lines = [
        f"## {outcome.name}: {outcome.passages} passages",
        "",
        f"| questions | way | {' | '.join(MEASURES)} | ms median / p95 |",
        f"|---|---|{'---|' * len(MEASURES)}---|",
    ]
    lines += [_row(result) for result in outcome.results]
    return "\n".join(lines) + "\n"


def _row(result: WayResult) -> str:
    cells = [_cell(result.values[m], result.lead.get(m)) for m in MEASURES]
    who = f"{result.questions}" if result.group == ALL else f"{result.questions}, {result.group}"
    median, p95 = result.milliseconds
    return f"| {who} | {result.way} | {' | '.join(cells)} | {median:.1f} / {p95:.1f} |"


def _cell(value: Estimate, lead: Estimate | None) -> str:
    differs = lead is not None and (lead.low > 0 or lead.high < 0)
    half = (value.high - value.low) / 2
    return f"{value.mean:.3f} ±{half:.3f}{'*' if differs else ''}"


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Everything measured, with the intervals and how they were made."""
    made = {"method": "percentile bootstrap", "resamples": RESAMPLES, "seed": SEED, "level": 0.95}
    return asdict(outcome) | {"intervals": made}
