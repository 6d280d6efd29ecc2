"""Whether an answer is left blank where it should be, only there, and for the right reason."""

from evals.answers.correctness import may_abstain, sides_missing
from evals.answers.shown import LONGEST, answered, citations, too_long, words
from evals.answers.values import Observation
from evals.cases import GoldCase
from kb.values import Answer, Reason, Status

VERSION = "1"


def right_abstention(seen: Observation) -> tuple[float, float, str] | None:
    """Whether it is blank, of the cases that have no answer."""
    if seen.asked.gold.expect.status is not Status.ABSTAINED:
        return None
    said = answered(seen.answer)
    return float(not said), 1.0, "answers what cannot be answered" if said else ""


def wrong_abstention(seen: Observation) -> tuple[float, float, str] | None:
    """Whether it is blank, of the cases that have an answer."""
    case: GoldCase = seen.asked.gold
    if case.expect.status is Status.ABSTAINED:
        return None
    blank = not answered(seen.answer) and not may_abstain(case, seen.answer)
    return float(blank), 1.0, f"abstains: {seen.answer.reason}" if blank else ""


def reason(seen: Observation) -> tuple[float, float, str] | None:
    """Whether the reason is one of the acceptable ones, of the cases rightly left blank."""
    expect = seen.asked.gold.expect
    if expect.status is not Status.ABSTAINED or answered(seen.answer):
        return None
    right = seen.answer.reason in expect.reason
    wanted = " or ".join(expect.reason)
    return float(right), 1.0, "" if right else f"{seen.answer.reason}, not {wanted}"


def both_sides(seen: Observation) -> tuple[float, float, str] | None:
    """Whether every side of a conflict is given and cited, of the cases that have one.

    Where the sources contradict each other they have to be shown as a conflict; a page that happens
    to hold both values shows none.
    """
    case: GoldCase = seen.asked.gold
    if not case.expect.conflict:
        return None
    wrong = _not_shown(case, seen.answer)
    return float(not wrong), 1.0, wrong


def _not_shown(case: GoldCase, answer: Answer) -> str:
    if too_long(answer):
        return f"more than {LONGEST} characters"
    if missing := sides_missing(case, words(answer)):
        return f"does not give {' nor '.join(missing)}"
    if missing := sides_missing(case, " \n".join(c.quote for c in citations(answer))):
        return f"does not cite {' nor '.join(missing)}"
    contradict = Reason.SOURCES_CONFLICT in case.expect.reason
    return "not shown as a conflict" if contradict and not answer.conflicts else ""


def long_answer(seen: Observation) -> tuple[float, float, str] | None:
    """Whether it is longer than anybody asked for, of the answers given."""
    if not answered(seen.answer):
        return None
    over = too_long(seen.answer)
    return float(over), 1.0, f"{len(seen.answer.answer)} characters" if over else ""
