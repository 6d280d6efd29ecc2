"""Approved answers come first: what a person signed is given word for word, or not at all."""

from dataclasses import dataclass

from kb.answering.asked import Asked
from kb.answering.tools import Tools
from kb.library.entry import Draft
from kb.library.library import Library
from kb.library.lookup import Match
from kb.values import Answer, Question, Status

_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Consulted:
    """An approved answer, or a note on one that needs review, or neither."""

    answer: Answer | None = None
    note: str = ""


def answer(
    question: Question, asked: Asked, tools: Tools, library: Library, product: str = ""
) -> Answer | None:
    """The approved answer to what is asked, or None; ``tools`` are those of every specialist."""
    return consult(question, asked.text, library, product, tools.longest).answer


def consult(
    question: Question, text: str, library: Library, product: str = "", longest: int = 1_200
) -> Consulted:
    """What the library has for ``text``, which is the question as it was understood.

    ``product`` is the question's own, if it is not given.

    An approved answer that does not stand any more is never given; the note offers it to whoever
    reviews, for askers who might have been given it.
    """
    match = library.match(text, question.audience, product or question.product, question.as_of)
    if match is None:
        return Consulted()
    if match.reasons or len(match.entry.draft.answer) > longest:
        return Consulted(note=_needs_review(match, longest))
    draft = match.entry.draft
    return Consulted(
        Answer(
            question=question,
            status=Status.APPROVED,
            answer=draft.answer or _verdict(draft),
            verdict=draft.verdict,
            confidence=round(min(max(match.closeness, 0.0), 1.0), 3),
            citations=match.standing.citations,
            note=_signed(match),
            id=question.id,
        )
    )


def _signed(match: Match) -> str:
    until = match.entry.draft.valid_until
    dated = f", valid until {until}" if until else ""
    return f"Approved by {match.entry.approver} on {match.entry.approved_at[:10]}{dated}."


def _needs_review(match: Match, longest: int) -> str:
    draft = match.entry.draft
    reasons = match.reasons or (f"it is longer than {longest} characters",)
    said = draft.answer if len(draft.answer) <= _LONGEST else draft.answer[: _LONGEST - 1] + "…"
    return (
        f"Last approved answer ({match.entry.id}), needs review since {'; '.join(reasons)}: "
        f"{_verdict(draft)} {said}"
    ).strip()


def _verdict(draft: Draft) -> str:
    return f"{draft.verdict.value.replace('_', ' ').capitalize()}." if draft.verdict else ""
