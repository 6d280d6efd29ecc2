"""The worst cases first, each with what was expected, what was given, and on which evidence."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.answers.page.markup import Markup, tag

Json = Mapping[str, Any]
#: What a case did wrong, the dearest mistake first.
_SINS = (
    ("fabricated", "fabricated quote"),
    ("leaked", "shows what the asker must not see"),
    ("wrong_yes", "wrong yes"),
    ("error", "crashed"),
    ("right_abstention", "answers what cannot be answered"),
    ("correct", "wrong answer"),
    ("wrong_abstention", "wrongly left blank"),
)
#: For these, any value above none is a mistake; for the others, any below the whole.
_BAD = frozenset({"fabricated", "leaked", "wrong_yes", "wrong_abstention"})
MOST = 40


def worst(rows: Sequence[Json]) -> list[tuple[str, Json]]:
    """The cases that are not right, each with its worst mistake, the worst first."""
    found = [(rank, name, row) for row in rows for rank, name in [_sin(row)] if name]
    return [(name, row) for _, name, row in sorted(found, key=lambda one: (one[0], one[2]["id"]))]


def _sin(row: Json) -> tuple[int, str]:
    results = {result["name"]: result for result in row["results"]}
    blank = _failed("wrong_abstention", results)
    for rank, (name, told) in enumerate(_SINS):
        if name == "correct" and blank:
            continue
        if (name == "error" and row["error"]) or _failed(name, results):
            return rank, told
    return 0, ""


def _failed(name: str, results: Mapping[str, Json]) -> bool:
    found = results.get(name)
    if found is None:
        return False
    return bool(found["value"] > 0 if name in _BAD else found["value"] < found["of"])


def section(run: Json) -> Markup:
    """The worst cases, their words where they may be shown."""
    found = worst(run["rows"])
    if not found:
        return tag("p", "Every case is right.")
    about = f"{len(found)} of {len(run['rows'])} cases are not right."
    if run["sealed"]:
        about += " The words of this half are sealed (--show-cases shows them); ids only."
        items = [tag("li", tag("code", row["id"]), f" {told}") for told, row in found]
        return tag("div", tag("p", about), tag("ul", *items, class_="ids"))
    labels = {figure["name"]: figure["label"] for figure in run["figures"]}
    rest = f" The first {MOST} are shown; the JSON file has all." if len(found) > MOST else ""
    return tag(
        "div", tag("p", about + rest), *(_case(told, row, labels) for told, row in found[:MOST])
    )


def _case(told: str, row: Json, labels: Mapping[str, str]) -> Markup:
    detail = row["detail"]
    head = tag("summary", tag("span", told, class_="sin"), " ", _question(detail, row["id"]))
    if detail is None:
        return tag("details", head, tag("p", row["error"]), class_="case")
    found = [(labels.get(r["name"], r["name"]), r["reason"]) for r in row["results"]]
    reasons = [f"{label}: {reason}" for label, reason in found if reason]
    quotes = [
        tag("blockquote", tag("cite", quoted["place"]), tag("p", quoted["quote"]))
        for quoted in detail["quotes"]
    ]
    given = "no verdict" if row["given"] == "none" else row["given"]
    verdict = f"{given}, confidence {row['confidence']:.2f}"
    parts = [
        ("Case", tag("p", tag("code", row["id"]), " ", ", ".join(row["groups"]))),
        ("Asked before", _list(detail["history"])),
        ("Expected", _list(detail["expected"])),
        ("Given", tag("p", tag("b", verdict), ": ", detail["given"])),
        ("Wrong", _list([*reasons, row["error"]])),
        ("Evidence shown", tag("div", *quotes) if quotes else Markup("")),
    ]
    shown = [p for name, part in parts if part for p in (tag("dt", name), tag("dd", part))]
    return tag("details", head, tag("dl", *shown), class_="case")


def _question(detail: Json | None, identity: str) -> str:
    text = " ".join(detail["question"].split()) if detail else identity
    return text if len(text) <= 160 else text[:159] + "…"


def _list(lines: Sequence[str]) -> Markup:
    kept = [line for line in lines if line]
    return tag("ul", *(tag("li", line) for line in kept)) if kept else Markup("")
