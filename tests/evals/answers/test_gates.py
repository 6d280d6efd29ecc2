"""The gates: what they say, and that they bite."""

from pathlib import Path

import pytest

from evals.answers.gates import broken, load_gates
from evals.answers.gold import MEASURES
from evals.answers.summary import CRASHED, P50, P95, SUREST, figures
from evals.answers.values import EvalError
from tests.evals.answers.making import row


def gates(folder: Path, text: str) -> Path:
    path = folder / "gates.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_figure_below_its_gate_is_named(tmp_path: Path) -> None:
    file = gates(tmp_path, "s: {dev: {correct: {at_least: 0.6}, crashed: {at_most: 0}}}")
    rows = [row("a"), row("b", correct=0)]

    failed = broken(load_gates("s", "dev", file), figures(rows, MEASURES))

    assert [str(one) for one in failed] == ["correct is 0.500, must be at least 0.6"]


def test_a_figure_that_is_not_measured_does_not_pass(tmp_path: Path) -> None:
    file = gates(tmp_path, "s: {dev: {fabricated: {at_most: 0}}}")

    failed = broken(load_gates("s", "dev", file), figures([row("a")], MEASURES))

    assert [str(one) for one in failed] == ["fabricated is not measured, must be at most 0"]


def test_a_part_without_gates_has_none(tmp_path: Path) -> None:
    assert load_gates("another", "dev", gates(tmp_path, "s: {dev: {}}")) == {}
    assert load_gates("s", "dev", gates(tmp_path, "")) == {}


@pytest.mark.parametrize(
    "text",
    [
        "s: {dev: {correct: {at_least: 1, at_most: 1}}}",
        "s: {dev: {correct: {}}}",
        "s: {dev: {correct: {least: 1}}}",
        "- s",
        "s: [",
    ],
)
def test_a_file_of_gates_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(EvalError, match=r"gates\.yaml"):
        load_gates("s", "dev", gates(tmp_path, text))


def test_every_gate_of_the_project_is_about_a_figure_that_is_measured() -> None:
    known = {m.name for m in (*MEASURES, CRASHED, SUREST, P50, P95)}

    for part in ("dev", "sample"):
        found = load_gates("company", part)
        assert set(found) <= known
        for never in ("fabricated", "leaked", "uncited"):
            assert found[never].at_most == 0
