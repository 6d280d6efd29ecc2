"""What changed since an earlier run, and what is not compared."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.answers.comparing import Comparison, compare
from evals.answers.running import Run
from evals.answers.saved import previous, read, rows_of, run_json, write
from evals.answers.suites import own
from evals.answers.values import EvalError, Result, Row, Suite
from evals.cases import Split
from tests.evals.answers.corpus import write_set
from tests.evals.answers.making import row


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return own(write_set(tmp_path / "mine"), Split.DEV, tmp_path)


def saved(suite: Suite, rows: list[Row]) -> dict[str, Any]:
    run = Run(suite, tuple(rows), {}, 4, "model", 1.0)
    return run_json(run, llm=None, limit=None, show_cases=False)


def compared(suite: Suite, before: list[Row], after: list[Row], **changed: Any) -> Comparison:
    found = compare(saved(suite, before) | changed, after, suite.measures, saved(suite, after))
    assert found is not None
    return found


def test_cases_that_changed_are_named(suite: Suite) -> None:
    before = [row("a"), row("b", correct=0), row("c")]
    after = [row("a", correct=0), row("b"), row("c"), row("new")]

    found = compared(suite, before, after)

    assert (found.mended, found.broken, found.cases) == (("b",), ("a",), 3)


def test_a_figure_moves_beyond_chance_only_when_it_does(suite: Suite) -> None:
    before = [row(str(n), correct=float(n % 2)) for n in range(60)]
    better = [row(str(n), correct=float(n % 2 or n < 30)) for n in range(60)]

    (moved,) = compared(suite, before, better).moved
    assert moved.change.value == pytest.approx(15 / 60)
    assert moved.beyond_chance
    (still,) = compared(suite, before, before).moved
    assert (still.change.value, still.beyond_chance) == (0, False)


def test_what_another_version_judged_is_not_compared(suite: Suite) -> None:
    old = [row("a", results=(Result("correct", 1, version="0"),))]

    found = compared(suite, old, [row("a")], evaluators={"correct": "0"})

    assert found.moved == ()
    assert any("another version" in note for note in found.notes)


def test_another_machine_and_other_cases_are_pointed_out(suite: Suite) -> None:
    found = compared(suite, [row("a")], [row("a")], machine={}, cases_fingerprint="x")

    assert [note for note in found.notes if "cases differ" in note or "machine" in note]
    assert len(found.notes) == 2


def test_another_suite_is_not_compared(suite: Suite) -> None:
    other = saved(suite, [row("a")]) | {"suite": "another"}

    assert compare(other, [row("a")], suite.measures, saved(suite, [row("a")])) is None


def test_a_run_is_read_back_as_it_was_written(suite: Suite, tmp_path: Path) -> None:
    value, path = saved(suite, [row("a"), row("b", correct=0)]), tmp_path / "out" / "r.json"
    write(path, value)
    write(path, value)

    assert read(path) == read(previous(path)) == json.loads(json.dumps(value))
    assert rows_of(read(path)) == [row("a"), row("b", correct=0)]


@pytest.mark.parametrize("content", ["nonsense", "[]", '{"format": 0}'])
def test_a_file_that_is_no_result_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(content)

    with pytest.raises(EvalError, match="is not the result of a run"):
        read(path)
    with pytest.raises(EvalError, match="cannot be read"):
        read(tmp_path / "none.json")
