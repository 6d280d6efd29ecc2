"""The trivial ways of answering lose, and no measure can be had cheaply without another paying."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from evals.answers.contestants import TRIVIAL
from evals.answers.gold import EVALUATORS, MEASURES
from evals.answers.gold import asked as question
from evals.answers.phrases import folded, one_of, out_of_order
from evals.answers.running import _judged
from evals.answers.shown import answered, given
from evals.answers.summary import figures
from evals.answers.values import Observation, Row, Suite
from evals.cases import GoldCase, mentions
from kb.values import Answer
from tests.evals.answers.making import (
    BACKUP,
    GUIDE,
    OTHER,
    TEXTS,
    FakeDocuments,
    answer,
    blank,
    blank_case,
    cite,
    conflict,
    gold,
    hit,
    practice,
    yes,
)

LONG = f"{OTHER} " + "Soup is served on Fridays and there is bread. " * 8
DOCUMENTS = FakeDocuments({**TEXTS, "policy/canteen.md": LONG})
HITS = (hit(LONG, "policy/canteen.md"), hit(BACKUP), hit(GUIDE, "reference/guide.md"))
DISPUTED = gold(
    id="x-5",
    kind="conflict",
    expect_must=[],
    expect_conflict=[["35 days"], ["30 days"]],
    expect_reason=["sources_conflict"],
)
CASES: tuple[GoldCase, ...] = (
    gold(),
    practice("yes", id="x-2"),
    practice("no", id="x-3", expect_verdict_also=["partial"]),
    blank_case(),
    DISPUTED,
)


def perfect(case: GoldCase) -> Answer:
    """What a careful person would answer."""
    proof = cite("kept for 35 days")
    if case.id == "x-0":
        return blank(case.expect.reason[0])
    if case.expect.conflict:
        sides = conflict(("35 days", proof), ("30 days", cite("kept for 30 days")))
        return answer("They disagree.", conflicts=(sides,))
    return answer("35 days.", proof, verdict=case.expect.verdict)


def headline(answers: Callable[[GoldCase], Answer]) -> dict[str, bool | None]:
    """Which goals are met by whoever answers so."""
    rows = []
    for case in CASES:
        said = answers(case)
        seen = Observation(question(case), said, HITS, DOCUMENTS)
        suite = Suite("s", "dev", DOCUMENTS, (), (), EVALUATORS, MEASURES)  # type: ignore[arg-type]
        results = tuple(_judged(suite, seen))
        row = Row(case.id, (), "", given(said), answered(said), 0.5, 1.0, results)
        rows.append(row)
    return {f.measure.name: f.met for f in figures(rows, MEASURES) if f.measure.headline}


def test_a_careful_person_meets_every_goal_but_the_forged_quote() -> None:
    """The side of the conflict that no document holds is told from a real quote."""
    met = headline(perfect)

    assert met.pop("fabricated") is False
    assert set(met.values()) == {True}


@pytest.mark.parametrize(
    ("name", "fails"),
    [
        ("always abstain", {"correct", "wrong_abstention", "both_sides"}),
        ("always yes", {"correct", "wrong_yes", "right_abstention", "citation_precision"}),
        ("paste the page", {"correct", "right_abstention", "citation_precision", "both_sides"}),
        ("top chunk pasted", {"correct", "right_abstention", "citation_precision", "both_sides"}),
    ],
)
def test_each_trivial_contestant_fails_where_it_cheats(name: str, fails: set[str]) -> None:
    met = headline(lambda case: TRIVIAL[name](question(case).question, HITS))

    assert fails <= {figure for figure, reached in met.items() if reached is False}


def test_citing_everything_buys_recall_with_precision() -> None:
    everything = [cite(text, file) for file, text in TEXTS.items()]

    met = headline(lambda case: answer("35 days.", *everything, verdict=case.expect.verdict))

    assert met["citation_precision"] is False


def test_abstaining_when_in_doubt_is_paid_for_with_wrong_blanks() -> None:
    met = headline(lambda case: perfect(case) if case.id == "x-0" else blank())

    assert met["right_abstention"] is True
    assert met["wrong_abstention"] is False


def test_saying_every_value_is_no_right_answer_where_one_is_false() -> None:
    case = gold(expect_must_not=["30 days"])
    stuffed = answer("35 days or 30 days or yes or no.", cite("kept for 35 days"))

    judged = EVALUATORS[0].judge(Observation(question(case), stuffed, (), DOCUMENTS))

    assert judged is not None
    assert judged[0] == 0


def test_a_yes_with_the_right_words_is_still_a_wrong_yes() -> None:
    judge = next(e.judge for e in EVALUATORS if e.name == "wrong_yes")

    judged = judge(Observation(question(practice("no")), yes(cite(BACKUP)), (), DOCUMENTS))

    assert judged is not None
    assert judged[0] == 1


@pytest.mark.parametrize("text", ["24 hours", "within 4 hours", "A.5.20", "99.9", "it’s 4–5"])
@pytest.mark.parametrize("phrase", ["4 hours", "A.5.2", "9", "it's", "4-5", "24 Hours"])
def test_an_ordered_phrase_is_found_by_the_rule_of_the_others(text: str, phrase: str) -> None:
    assert (out_of_order(text, [[phrase]]) is None) is mentions(text, phrase)
    assert one_of(text, ["nothing", phrase]) is mentions(text, phrase)


def test_order_needs_each_group_behind_the_one_before() -> None:
    steps = ["detect", "contain", "recover"]
    text = folded("Detect, then contain, then recover")

    assert out_of_order(text, [[step] for step in steps]) is None
    for first, second in pairwise(steps):
        assert out_of_order(text, [[second], [first]]) == (first,)
