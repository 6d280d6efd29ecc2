"""Whether an answer to a gold case is right, and if not, what is wrong with it."""

from collections.abc import Iterator

from evals.answers.phrases import one_of, out_of_order
from evals.answers.shown import answered, too_long, words
from evals.answers.values import Observation
from evals.cases import GoldCase, mentions
from kb.values import Answer, Status

#: Changes whenever the same answer would be judged otherwise.
VERSION = "1"


def judge(seen: Observation) -> tuple[float, float, str]:
    """1 of 1 for a right answer; what is wrong with it otherwise."""
    wrong = list(faults(seen.asked.gold, seen.answer))
    return float(not wrong), 1.0, "; ".join(wrong)


def faults(case: GoldCase, answer: Answer) -> Iterator[str]:
    """Every way in which ``answer`` is not the right one."""
    expect = case.expect
    for phrase in expect.must_not:
        if mentions(words(answer), phrase):
            yield f"says {phrase!r}"
    if too_long(answer):
        yield f"is {len(answer.answer)} characters long"
    if expect.status is Status.ABSTAINED:
        if answered(answer):
            yield "answers what cannot be answered"
        return
    if not answered(answer):
        yield from _blank(case, answer)
        return
    yield from _verdicts(case, answer)
    yield from _phrases(case, answer)


def may_abstain(case: GoldCase, answer: Answer) -> bool:
    """Whether abstaining for this reason is a right answer too: the sources contradict."""
    return bool(case.expect.conflict) and answer.reason in case.expect.reason


def sides_missing(case: GoldCase, text: str) -> list[str]:
    """The sides of a conflict that ``text`` does not give."""
    return [" or ".join(group) for group in case.expect.conflict if not one_of(text, group)]


def _blank(case: GoldCase, answer: Answer) -> Iterator[str]:
    if not may_abstain(case, answer):
        yield f"abstains: {answer.reason}"
        return
    for side in sides_missing(case, words(answer)):
        yield f"does not give {side}"


def _verdicts(case: GoldCase, answer: Answer) -> Iterator[str]:
    expect = case.expect
    if expect.verdict and answer.verdict not in (expect.verdict, *expect.verdict_also):
        yield f"verdict {answer.verdict or 'none'}, not {expect.verdict}"
    # A comparison told in words alone may be right; a verdict that is given has to be.
    if expect.equivalence and answer.equivalence not in (None, *expect.equivalence):
        yield f"{answer.equivalence}, not {' or '.join(expect.equivalence)}"


def _phrases(case: GoldCase, answer: Answer) -> Iterator[str]:
    expect, text = case.expect, words(answer)
    missing = [group for group in expect.must if not one_of(text, group)]
    for group in missing:
        yield f"does not say {' or '.join(group)}"
    if expect.in_order and not missing and (late := out_of_order(answer.answer, expect.must)):
        yield f"out of order: {' or '.join(late)}"
    for side in sides_missing(case, text):
        yield f"does not give {side}"
