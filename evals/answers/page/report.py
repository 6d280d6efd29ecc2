"""The whole page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from evals.answers.comparing import Comparison
from evals.answers.gates import Broken
from evals.answers.page import charts, sections, worst
from evals.answers.page.markup import Markup, joined, tag


@dataclass(frozen=True, slots=True)
class Part:
    """One suite of the report: the run as saved, and what it is held against."""

    run: Mapping[str, Any]
    comparison: Comparison | None = None
    broken: Sequence[Broken] | None = None


def page(parts: Sequence[Part]) -> str:
    """A page with all suites of a run."""
    style = resources.files(__package__).joinpath("style.css").read_text("utf-8")
    first = parts[0].run
    machine = first["machine"]
    about = (
        f"{first['at']} · Vouch {machine['vouch']} · {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, {machine['system']} {machine['architecture']}, "
        f"Python {machine['python']} · {first['model']} · language model: {first['llm'] or 'none'}"
    )
    links = [tag("a", _title(part.run), href=f"#{_anchor(part.run)}") for part in parts]
    body = tag(
        "main",
        tag("h1", "How good the answers are"),
        tag("p", about, class_="small"),
        tag("nav", *links) if len(links) > 1 else Markup(""),
        *(_suite(part) for part in parts),
        tag("footer", *_READING),
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", "Vouch: how good the answers are"),
        tag("style", Markup(style)),
    )
    return "<!doctype html>\n" + tag("html", head, tag("body", body), lang="en") + "\n"


_READING = (
    tag("h2", "How to read this"),
    tag(
        "p",
        "No figure is a blend of others. A value is what these cases gave; the interval is where "
        "it would lie, 95 times of 100, for other cases of their sort (Wilson for shares of cases, "
        "bootstrap over cases for the rest). “Within chance” means that the interval reaches over "
        "the goal. A change is “beyond chance” when the interval of the change, on the same cases, "
        "leaves out 0. The trivial contestants get Vouch's own search results; a measure on which "
        "they all did well would measure nothing.",
    ),
)


def _suite(part: Part) -> Markup:
    run = part.run
    correct = next((f for f in run["figures"] if f["name"] == "correct"), None)
    goal = correct["goal"]["value"] if correct and correct["goal"] else None
    matrix = sections.confusion(run)
    blocks: list[tuple[str, Markup | None]] = [
        ("", sections.headline(run)),
        ("Beside those who do not try", sections.contestants(run)),
        ("Since the last run", _compared(part)),
        ("Regression gates", None if part.broken is None else sections.gates(part.broken)),
        ("Correct answers by kind", charts.bars(run["groups"], goal)),
        ("Verdicts", matrix),
        ("The surer, the better?", charts.coverage_curve(run["curve"], goal)),
        ("All figures", sections.all_figures(run)),
        ("Worst cases first", worst.section(run)),
    ]
    told = f"{run['cases']} cases, {run['passages']} passages"
    day = f", as of {run['as_of']}" if run["as_of"] else ""
    limit = f", a sample of at most {run['limit']}" if run["limit"] else ""
    shown = [_block(title, block) for title, block in blocks if block is not None]
    title = tag("h2", _title(run))
    return tag(
        "section",
        title,
        tag("p", f"{told}{day}{limit}, {run['seconds']} s", class_="small"),
        *shown,
        id=_anchor(run),
    )


def _block(title: str, block: Markup) -> Markup:
    return joined(tag("h3", title), block) if title else block


def _compared(part: Part) -> Markup | None:
    if part.comparison is None:
        return None
    details = {row["id"]: row["detail"] for row in part.run["rows"]}
    shown = {key: detail["question"] for key, detail in details.items() if detail}
    return sections.comparison(part.comparison, shown)


def _title(run: Mapping[str, Any]) -> str:
    return f"{run['suite']} ({run['split']})"


def _anchor(run: Mapping[str, Any]) -> str:
    return f"{run['suite']}-{run['split']}"
