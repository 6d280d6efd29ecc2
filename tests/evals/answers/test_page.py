"""The report stands alone, escapes what it shows, and shows the dearest mistakes first."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from evals.answers.gates import Broken, Gate
from evals.answers.page import numbers
from evals.answers.page.markup import Markup, tag
from evals.answers.page.report import Part, page
from evals.answers.page.worst import worst
from evals.answers.running import Run
from evals.answers.saved import run_json
from evals.answers.suites import own
from evals.answers.values import Detail, Quoted, Result
from evals.cases import Split
from tests.evals.answers.corpus import write_set
from tests.evals.answers.making import row

EVIL = "<script>alert('x')</script> & \"quoted\""


@pytest.fixture
def saved(tmp_path: Any) -> Any:
    """A run with one case that holds mark-up."""
    suite = own(write_set(tmp_path / "mine"), Split.DEV, tmp_path)
    detail = Detail(EVIL, (EVIL,), (EVIL,), EVIL, (Quoted(EVIL, EVIL),))
    wrong = (Result("correct", 0.0, 1.0, EVIL),)
    rows = (row("m-1", results=wrong, detail=detail, right="yes", given="no"), row("m-2"))
    run = Run(suite, rows, {"always yes": rows}, 4, "model", 1.0)
    return run_json(run, llm=None, limit=None, show_cases=False)


class Balanced(HTMLParser):
    """Fails on a page whose elements do not close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_text_is_escaped_and_every_element_closed(saved: Any) -> None:
    html = page([Part(saved, broken=[Broken(EVIL, Gate(at_least=1), 0.5)])])

    parser = Balanced()
    parser.feed(html)
    assert parser.open == []
    assert "script" not in parser.tags
    assert html.count("&lt;script&gt;") >= 6


def test_nothing_is_fetched_from_elsewhere(saved: Any) -> None:
    html = page([Part(saved)])

    assert not re.search(r"https?://|url\(|@import|<img|<link|<iframe", html)
    assert "prefers-color-scheme: dark" in html


def test_a_manager_finds_figures_contestants_matrix_curve_and_cases(saved: Any) -> None:
    html = page([Part(saved, broken=[])])

    for part in ("Correct answers", "always yes", "Verdicts", "<polyline", "Worst cases first"):
        assert part in html
    assert "Every regression gate is kept" in html


def test_the_dearest_mistakes_come_first() -> None:
    def sinner(identity: str, *results: Result) -> dict[str, Any]:
        return {
            "id": identity,
            "error": "",
            "results": [{"name": r.name, "value": r.value, "of": r.of} for r in results],
        }

    rows = [
        sinner("blank", Result("correct", 0), Result("wrong_abstention", 1)),
        sinner("wrong", Result("correct", 0), Result("wrong_abstention", 0)),
        sinner("right", Result("correct", 1), Result("wrong_yes", 0)),
        sinner("yes", Result("correct", 0), Result("wrong_yes", 1)),
        sinner("forged", Result("correct", 1), Result("fabricated", 1, 3)),
    ]

    assert [one["id"] for _, one in worst(rows)] == ["forged", "yes", "wrong", "blank"]


@pytest.mark.parametrize(
    ("value", "low", "high", "goal", "told"),
    [
        (0.9, 0.86, 0.94, {"value": 0.85, "at_most": False}, "met"),
        (0.9, 0.80, 0.94, {"value": 0.85, "at_most": False}, "met, within chance"),
        (0.8, 0.75, 0.84, {"value": 0.85, "at_most": False}, "missed"),
        (0.8, 0.75, 0.86, {"value": 0.85, "at_most": False}, "missed, within chance"),
        (0.01, 0.0, 0.015, {"value": 0.02, "at_most": True}, "met"),
        (0.01, 0.0, 0.03, {"value": 0.02, "at_most": True}, "met, within chance"),
        (0.05, 0.03, 0.08, {"value": 0.02, "at_most": True}, "missed"),
        (0.0, 0.0, 0.01, {"value": 0.0, "at_most": True}, "met"),
        (0.5, 0.4, 0.6, None, ""),
    ],
)
def test_a_goal_that_chance_could_undo_is_told_apart(
    value: float, low: float, high: float, goal: Any, told: str
) -> None:
    met = None
    if goal:
        met = value <= goal["value"] if goal["at_most"] else value >= goal["value"]
    figure = {"value": value, "low": low, "high": high, "unit": "share", "goal": goal, "met": met}

    assert numbers.standing(figure) == told


def test_attributes_are_escaped_too() -> None:
    assert tag("a", "x", title='"><b>') == '<a title="&quot;&gt;&lt;b&gt;">x</a>'
    assert tag("p", Markup("<b>y</b>"), "<b>") == "<p><b>y</b>&lt;b&gt;</p>"
