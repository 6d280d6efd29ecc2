"""The parts of the report: headline figures, contestants, verdicts, and what changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.answers.comparing import Comparison
from evals.answers.gates import Broken
from evals.answers.page import numbers
from evals.answers.page.markup import Markup, row, tag

Json = Mapping[str, Any]
_WORDS = {
    "yes": "yes",
    "no": "no",
    "partial": "partial",
    "not_applicable": "n/a",
    "none": "no verdict",
    "blank": "blank",
}


def headline(run: Json) -> Markup:
    """The figures that decide, a card each, with interval and goal."""
    return tag("div", *(_card(f) for f in run["figures"] if f["headline"]), class_="cards")


def _card(figure: Json) -> Markup:
    standing = numbers.standing(figure)
    tone = "good" if standing.startswith("met") else "bad" if standing else "plain"
    goal = f"goal: {numbers.goal(figure)}: {standing}" if standing else "no goal set"
    return tag(
        "div",
        tag("div", figure["label"], class_="name"),
        tag("div", numbers.value(figure), class_="big"),
        tag("div", f"{numbers.interval(figure)} (95 %)", class_="small"),
        tag("div", numbers.of(figure), class_="small"),
        tag("div", goal, class_="goal-line"),
        tag("div", figure["meaning"], class_="small"),
        class_=f"card {tone}",
    )


def all_figures(run: Json) -> Markup:
    """Every figure in a table."""
    head = row("Figure", "Value", "95 % interval", "Count", "Goal", "What it is of", head=True)
    rows = [
        row(
            f["label"],
            numbers.value(f),
            numbers.interval(f),
            numbers.of(f),
            _goal(f),
            f["meaning"],
        )
        for f in run["figures"]
    ]
    return tag("div", tag("table", head, *rows), class_="scroll")


def _goal(figure: Json) -> str:
    standing = numbers.standing(figure)
    return f"{numbers.goal(figure)}: {standing}" if standing else ""


def contestants(run: Json) -> Markup:
    """The trivial ways of answering beside Vouch: each must fail somewhere that counts."""
    figures = [f for f in run["figures"] if f["headline"]]
    everyone = {"Vouch": run["figures"], **run["contestants"]}
    head = row("", *(f["label"] for f in figures), head=True)
    rows = []
    for name, theirs in everyone.items():
        values = {f["name"]: f for f in theirs}
        rows.append(row(name, *(_marked(values.get(f["name"])) for f in figures)))
    wanted = row("goal", *(numbers.goal(f) or "–" for f in figures))
    return tag("div", tag("table", head, *rows, wanted), class_="scroll")


def _marked(figure: Json | None) -> Markup:
    if figure is None:
        return tag("span", "–", class_="plain")
    tone = {True: "good", False: "bad", None: "plain"}[figure["met"]]
    return tag("span", numbers.value(figure), class_=tone)


def confusion(run: Json) -> Markup | None:
    """Which verdict was given where which was right; None where no verdict was asked for."""
    table = {right: counts for right, counts in run["confusion"].items() if sum(counts.values())}
    if not table or set(table) <= {"none", "blank"}:
        return None
    given = list(run["confusion"])
    head = row("right ↓  given →", *(_WORDS[g] for g in given), "cases", head=True)
    rows = []
    for right, counts in table.items():
        total = sum(counts.values())
        cells = [_cell(right, g, counts[g], total) for g in given]
        cells.append(tag("td", str(total)))
        rows.append(tag("tr", tag("th", _WORDS[right], scope="row"), *cells))
    return tag("div", tag("table", head, *rows, class_="matrix"), class_="scroll")


def _cell(right: str, given: str, count: int, total: int) -> Markup:
    if not count:
        return tag("td", "", class_="empty")
    tone = "good" if right == given else "worst" if given == "yes" else "bad"
    strength = f"--strength:{15 + 70 * count / total:.0f}%"
    return tag("td", str(count), class_=f"heat {tone}", style=strength)


def gates(broken: Sequence[Broken]) -> Markup:
    """The regression gates that were not kept."""
    if not broken:
        return tag("p", "Every regression gate is kept.")
    return tag("ul", *(tag("li", str(one), class_="bad") for one in broken))


def comparison(found: Comparison, shown: Mapping[str, str]) -> Markup:
    """Figures up and down since an earlier run; ``shown`` are the questions that may be shown."""
    head = row("Figure", "Before", "Now", "Change in points (95 %)", "", head=True)
    rows = [
        row(
            moved.measure.label,
            numbers.percent(moved.before),
            numbers.percent(moved.after),
            f"{numbers.signed(moved.change.value)} "
            f"({numbers.signed(moved.change.low)} to {numbers.signed(moved.change.high)})",
            "beyond chance" if moved.beyond_chance else "",
        )
        for moved in found.moved
    ]
    about = f"Compared with the run of {found.at}, on the {found.cases} cases of both."
    notes = f" Mind: {'; '.join(found.notes)}." if found.notes else ""
    return tag(
        "div",
        tag("p", about + notes),
        tag("div", tag("table", head, *rows), class_="scroll"),
        _changed("Right now, wrong before", found.mended, shown),
        _changed("Wrong now, right before", found.broken, shown),
    )


def _changed(title: str, ids: Sequence[str], shown: Mapping[str, str]) -> Markup:
    items = [tag("li", tag("code", one), " ", shown.get(one, "")) for one in ids]
    summary = tag("summary", f"{title}: {len(ids)}")
    return tag("details", summary, tag("ul", *items))
