"""One answer to a row that holds several questions."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.values import Answer, Question, Reason, Status, Verdict

_CONTROL = re.compile(
    r"^(?:document(?: (?:id|number|no|reference|title|owner|type))?|reference|title|version|"
    r"revision|edition|owner|"
    r"author|approver|approved(?: by| on)?|reviewed(?: by| on)?|review(?: by| date| due)?|"
    r"next review|"
    r"last (?:review|reviewed|updated)|effective(?: date| from)?|valid (?:until|from|to)|date|"
    r"issued|status|"
    r"classification|audience|supersedes|replaces|\d+(?:\.\d+)+\t\d{4}-\d\d-\d\d)\t",
    re.IGNORECASE,
)
_FIRST = {Status.APPROVED: 0, Status.GROUNDED: 1, Status.ABSTAINED: 2}


def joined(question: Question, answers: Sequence[Answer]) -> Answer:
    """The answers to the parts as one: each part's words, and one verdict where they allow it.

    Yes needs a yes to each part that takes one, and no part left blank; where they differ it is a
    part. What was left blank is named in the note.
    """
    if len(answers) == 1:
        return replace(answers[0], question=question, id=question.id)
    given = [a for a in answers if a.status is not Status.ABSTAINED]
    blank = [a for a in answers if a.status is Status.ABSTAINED]
    if not given:
        return replace(answers[0], question=question, id=question.id)
    texts = list(dict.fromkeys(a.answer for a in given if a.answer))
    notes = [a.note for a in given if a.note]
    if blank:
        parts = ", ".join(f"“{a.question.text}”" for a in blank)
        notes.append(f"Not answered: {parts}.")
    return Answer(
        question=question,
        status=max((a.status for a in given), key=_FIRST.__getitem__),
        answer="\n".join(texts),
        verdict=None if blank else _verdict([a.verdict for a in given]),
        confidence=min(a.confidence for a in given),
        citations=tuple(dict.fromkeys(c for a in given for c in a.citations)),
        conflicts=tuple(c for a in given for c in a.conflicts),
        nearest=tuple(c for a in blank for c in a.nearest),
        note=" ".join(dict.fromkeys(notes)),
        id=question.id,
    )


def held_back(answer: Answer, least: float = 0.0) -> Answer:
    """The answer, or a blank where it must not stand in a customer's file as it is.

    Sources that disagree are for us to settle first; what a standard or an article says is not what
    we do; a document's own control data ("Version | 2.1") says nothing of it; and below the
    confidence ``least`` it may be about something else. The words stay, for the reviewer.
    """
    if answer.status is not Status.GROUNDED:
        return answer
    if answer.conflicts:
        note = "The sources disagree; settle which holds, then edit this row."
        return _withheld(answer, Reason.SOURCES_CONFLICT, note)
    if answer.equivalence is None and not any(
        cited.collection in ("policy", "answers", "") for cited in answer.citations
    ):
        note = "Only standards or articles speak of it, no document of ours."
        return _withheld(answer, Reason.NO_EVIDENCE, note)
    if answer.citations and all(is_control_row(cited.quote) for cited in answer.citations):
        return _withheld(
            answer, Reason.NO_EVIDENCE, "Only a document's own control data came near."
        )
    if answer.confidence < least:
        return _withheld(answer, Reason.NO_EVIDENCE, "What came near may be about something else.")
    return answer


def is_control_row(quote: str) -> bool:
    """Whether a quote is a row of the table in which a document describes itself."""
    return bool(_CONTROL.match(quote))


def without_control_rows(answer: Answer) -> str:
    """The answer's text without such rows, unless nothing else is in it."""
    text = answer.answer
    for cited in answer.citations:
        if is_control_row(cited.quote):
            row = cited.quote.replace("\t", " | ")
            text = text.replace(f"{row}.", "").replace(row, "")
    text = re.sub(r"[ ]{2,}", " ", re.sub(r"[ ]*\n\s*", "\n", text)).strip()
    return text or answer.answer


def _withheld(answer: Answer, reason: Reason, note: str) -> Answer:
    return replace(
        answer,
        status=Status.ABSTAINED,
        reason=reason,
        verdict=None,
        note=" ".join(part for part in (note, answer.note) if part),
    )


def _verdict(verdicts: Sequence[Verdict | None]) -> Verdict | None:
    told = {verdict for verdict in verdicts if verdict is not None}
    if len(told) <= 1:
        return next(iter(told), None)
    return Verdict.PARTIAL if Verdict.NOT_APPLICABLE not in told else None
