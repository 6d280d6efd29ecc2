"""One answer to a message that asks several things."""

from collections.abc import Sequence

from kb.values import Answer, Question, Status, Verdict


def several(question: Question, asked: Sequence[str], answers: Sequence[Answer]) -> Answer:
    """The answers joined, each under its question; what could not be answered is named.

    Without any answer the first abstention stands for all. The verdict is that of all of them
    together, where each has one: yes if all are, no if all are, else partial. The confidence is
    that of the weakest answer given; approved is what a person approved in every part.
    """
    given = [(text, a) for text, a in zip(asked, answers, strict=True) if _answered(a)]
    blank = [(text, a) for text, a in zip(asked, answers, strict=True) if not _answered(a)]
    if not given:
        return answers[0]
    reasons = [f"“{text}” ({a.reason.value if a.reason else 'blank'})" for text, a in blank]
    notes = [a.note for _, a in given if a.note]
    if reasons:
        notes.append(f"Not answered: {', '.join(reasons)}.")
    return Answer(
        question=question,
        status=_status([a for _, a in given], blank=bool(blank)),
        verdict=None if blank else _together([a.verdict for _, a in given]),
        answer="\n".join(f"{text} {_worded(a)}" for text, a in given),
        confidence=min(a.confidence for _, a in given),
        citations=tuple(c for _, a in given for c in a.citations),
        conflicts=tuple(c for _, a in given for c in a.conflicts),
        nearest=tuple(c for _, a in blank for c in a.nearest),
        note=" ".join(notes),
        id=question.id,
    )


def _status(given: Sequence[Answer], *, blank: bool) -> Status:
    approved = all(a.status is Status.APPROVED for a in given) and not blank
    return Status.APPROVED if approved else Status.GROUNDED


def _together(verdicts: Sequence[Verdict | None]) -> Verdict | None:
    if any(verdict is None for verdict in verdicts):
        return None
    told = set(verdicts) - {Verdict.NOT_APPLICABLE}
    if len(told) > 1:
        return Verdict.PARTIAL
    return next(iter(told), Verdict.NOT_APPLICABLE)


def _answered(answer: Answer) -> bool:
    return answer.status is not Status.ABSTAINED


def _worded(answer: Answer) -> str:
    """The answer with its verdict in front."""
    if answer.verdict is None:
        return answer.answer
    return f"{answer.verdict.value.replace('_', ' ').capitalize()}. {answer.answer}"
