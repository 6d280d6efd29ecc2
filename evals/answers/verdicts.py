"""Verdicts: whether they are right, and above all whether a yes is.

A wrong yes is the dearest mistake: somebody signs it. It is a *yes* where neither the right verdict
nor one of those that a careful reader may give as well says yes, whatever the question asks for.
"""

from evals.answers.shown import given
from evals.answers.values import Observation
from evals.cases import GoldCase, Kind
from kb.values import Status, Verdict

VERSION = "1"


def yes_may_be_right(case: GoldCase) -> bool:
    """Whether a yes would be right."""
    return Verdict.YES in (case.expect.verdict, *case.expect.verdict_also)


def right_verdict(case: GoldCase) -> str:
    """The verdict expected: ``blank`` for an abstention, ``none`` where none is asked for."""
    if case.expect.status is Status.ABSTAINED:
        return "blank"
    return "none" if case.expect.verdict is None else case.expect.verdict.value


def wrong_yes(seen: Observation) -> tuple[float, float, str] | None:
    """Whether a yes was given, of all cases in which it would be wrong."""
    if yes_may_be_right(seen.asked.gold):
        return None
    said = seen.answer.verdict is Verdict.YES
    return float(said), 1.0, "says yes" if said else ""


def wrong_yes_at_stake(seen: Observation) -> tuple[float, float, str] | None:
    """As ``wrong_yes``, but of questions only to which a yes can be said: a verdict, or a blank in
    the place of one, is right."""
    case: GoldCase = seen.asked.gold
    closed = case.expect.verdict is not None or case.kind is Kind.ABSTAIN
    return wrong_yes(seen) if closed else None


def wrong_of_yes(seen: Observation) -> tuple[float, float, str] | None:
    """Whether a yes is wrong, of every yes given."""
    if seen.answer.verdict is not Verdict.YES:
        return None
    wrong = not yes_may_be_right(seen.asked.gold)
    return float(wrong), 1.0, "a yes that is wrong" if wrong else ""


def verdict(seen: Observation) -> tuple[float, float, str] | None:
    """Whether the verdict is right, where one is asked for; a blank is not."""
    expect = seen.asked.gold.expect
    if expect.verdict is None:
        return None
    right = seen.answer.verdict in (expect.verdict, *expect.verdict_also)
    return float(right), 1.0, "" if right else f"{given(seen.answer)}, not {expect.verdict}"


def equivalence(seen: Observation) -> tuple[float, float, str] | None:
    """Whether the verdict of a comparison is right, where the case has one; none is not."""
    expected = seen.asked.gold.expect.equivalence
    if not expected:
        return None
    right = seen.answer.equivalence in expected
    return float(right), 1.0, "" if right else f"{seen.answer.equivalence or 'none'}"
