"""A sample of the company's dev half, asked for real: no figure is below its gate."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.answers.contestants import TRIVIAL
from evals.answers.gates import broken, load_gates
from evals.answers.homes import Homes
from evals.answers.running import Run, run
from evals.answers.suites import named
from evals.answers.summary import Figure, figures
from evals.cases import Split
from ingest.progress import NoProgress

pytestmark = pytest.mark.model

#: Enough of each kind for its sake, few enough for every test run.
SIZE = 48


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The sample, run once."""
    folder = tmp_path_factory.mktemp("evals")
    suite = named("company", Split.DEV, folder, folder)
    with Homes(folder).open(suite, NoProgress()) as base:
        yield run(suite, base, NoProgress(), limit=SIZE)


def by_name(found: list[Figure]) -> dict[str, Figure]:
    return {figure.measure.name: figure for figure in found}


def test_no_figure_is_below_its_gate(sample: Run) -> None:
    found = figures(sample.rows, sample.suite.measures)

    assert [str(one) for one in broken(load_gates("company", "sample"), found)] == []


def test_nothing_is_fabricated_and_nothing_leaks_whoever_answers(sample: Run) -> None:
    """The hard gates, whatever the file of gates says."""
    for rows in (sample.rows, sample.contestants["paste the page"]):
        found = by_name(figures(rows, sample.suite.measures))
        for name in ("fabricated", "leaked"):
            assert (found[name].hits, found[name].of > 0) == (0, True)


@pytest.mark.parametrize("name", TRIVIAL)
def test_a_trivial_contestant_scores_badly(sample: Run, name: str) -> None:
    """Each is behind on correctness, and misses a goal by far."""
    mine = by_name(figures(sample.rows, sample.suite.measures))
    theirs = by_name(figures(sample.contestants[name], sample.suite.measures))

    assert theirs["correct"].interval.high < 0.5
    assert theirs["correct"].interval.value < mine["correct"].interval.value
    badly = {
        "always abstain": theirs["wrong_abstention"].interval.value > 0.9,
        "always yes": theirs["wrong_yes"].interval.value > 0.9,
    }
    assert badly.get(name, theirs["right_abstention"].interval.value < 0.1)


def test_every_case_of_the_sample_is_asked_and_none_crashes(sample: Run) -> None:
    assert len(sample.rows) == SIZE
    assert [row.error for row in sample.rows if row.error] == []
    assert Path(sample.suite.root, "company").is_dir()
