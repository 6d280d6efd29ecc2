"""The words of a draft: plain text, short citations, and abstentions a person understands.

Nothing is promised in it: what was not answered is called that, and why.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.values import Answer, Citation, Reason, Status

_WHY = {
    Reason.NO_EVIDENCE: "our documents do not cover this",
    Reason.VALUE_MISSING: "our documents cover this, but do not give the value asked for",
    Reason.SOURCES_CONFLICT: "our documents disagree on this, so a person has to decide",
    Reason.NEEDS_COMMITMENT: "this would commit us to something, so only a person can answer it",
    Reason.AMBIGUOUS: "it is not clear what is asked",
    Reason.OUT_OF_SCOPE: "this is not something our compliance documents are about",
}
_QUOTE = 160
_LINE = "----------"
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer and the answer's row in the audit log."""

    question: str
    answer: Answer
    record: str


def answer_text(asked: Sequence[Asked]) -> str:
    """The answers one after the other, then their sources, numbered."""
    sources: list[Citation] = []
    blocks = []
    for number, one in enumerate(asked, 1):
        head = f"{number}. {one.question}" if len(asked) > 1 else one.question
        blocks.append(f"{head}\n{_worded(one.answer, sources)}")
    if sources:
        lines = [f"[{number}] {_cited(one)}" for number, one in enumerate(sources, 1)]
        blocks.append("Sources:\n" + "\n".join(lines))
    return "\n\n".join(blocks)


def note_text(number: int, text: str, files: Sequence[str], remarks: Sequence[str]) -> str:
    """A draft as agents see it: what it is, the text that an approval sends, what else is known."""
    which = f"approve {number}" if number > 1 else "approve"
    parts = [
        f'Draft {number} by Vouch. The customer does not see this. Comment "{which}" to send '
        'the text between the lines as it stands, "redo with ..." to ask again, "stop" to '
        "hear no more."
    ]
    if text:
        parts.append(f"{_LINE}\n{text}\n{_LINE}")
    if files:
        parts.append("Filled questionnaires: " + ", ".join(files) + ".")
    parts.extend(remarks)
    return "\n\n".join(parts)


def documents_of(answers: Sequence[Answer]) -> list[str]:
    """The ids of the documents that answers quote."""
    found = set()
    for answer in answers:
        cited = [*answer.citations, *answer.nearest]
        cited += [v.citation for conflict in answer.conflicts for v in conflict.values]
        found |= {one.document_id for one in cited}
    return sorted(found)


def _worded(answer: Answer, sources: list[Citation]) -> str:
    if answer.status is Status.ABSTAINED:
        why = _WHY[answer.reason or Reason.NO_EVIDENCE]
        lines = [f"Not answered: {why}."]
    else:
        verdict = answer.verdict.value.replace("_", " ").capitalize() if answer.verdict else ""
        said = answer.answer
        if verdict and not said.lower().startswith(verdict.lower()):
            said = f"{verdict}. {said}".strip()
        marks = "".join(f"[{_number(one, sources)}]" for one in answer.citations)
        lines = [f"{said} {marks}".strip()]
    for conflict in answer.conflicts:
        told = [f"{v.value} [{_number(v.citation, sources)}]" for v in conflict.values]
        lines.append(f"Sources differ on {conflict.topic}: {'; '.join(told)}.")
    return "\n".join(lines)


def _number(cited: Citation, sources: list[Citation]) -> int:
    for number, known in enumerate(sources, 1):
        if (known.document_id, known.quote) == (cited.document_id, cited.quote):
            return number
    sources.append(cited)
    return len(sources)


def _cited(cited: Citation) -> str:
    """Document, place and quote on one line."""
    place = [cited.document]
    if cited.heading:
        place.append(cited.heading[-1])
    if cited.page is not None:
        place.append(f"page {cited.page}")
    quote = _SPACE.sub(" ", cited.quote).strip()
    short = quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1].rsplit(" ", 1)[0] + "…"
    dated = f" (valid until {cited.valid_until})" if cited.expired else ""
    return f"{', '.join(place)}{dated}: “{short}”"
