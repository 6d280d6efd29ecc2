"""A conversation as text, as Markdown, or as a comment for a ticket."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.service.sentences import cited_sentences
from api.tickets.wording import Asked, answer_text
from kb.values import Answer, Citation, Status

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!+])")
#: What begins a list, a heading or a quote where it opens a line.
_OPENING = re.compile(r"(?m)^(\s*\d*)([-=.)])")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, its answer, and the answer's row in the audit log."""

    question: str
    answer: Answer
    record: str
    at: str


def as_ticket(_title: str, exchanges: Sequence[Exchange]) -> str:
    """Short, as Vouch itself writes to tickets: the sources of all answers once, at the end."""
    asked = [Asked(one.question, one.answer, one.record) for one in exchanges]
    return answer_text(asked) + "\n" if asked else ""


def as_text(title: str, exchanges: Sequence[Exchange]) -> str:
    """Plain text: under each question its answer and its sources, quotes in full."""
    parts = [f"{title}\n{'=' * len(title)}"] if title else []
    for one in exchanges:
        lines = [one.question, "", _said(one.answer)]
        lines += [f"[{n}] {_place(c)}: “{c.quote}”" for n, c in _cited(one.answer)]
        lines += [one.answer.note] if one.answer.note else []
        parts.append("\n".join([*lines, f"({one.at}, record {one.record})"]))
    return "\n\n".join(parts) + "\n" if parts else ""


def as_markdown(title: str, exchanges: Sequence[Exchange]) -> str:
    """Markdown. Whatever people or documents wrote is shown as it was written, not as mark-up."""
    parts = [f"# {_plain(title)}"] if title else []
    for one in exchanges:
        parts += [f"## {_plain(_SPACE.sub(' ', one.question))}", _plain(_said(one.answer))]
        for number, cited in _cited(one.answer):
            quote = "\n".join(f"> {_plain(line)}" for line in cited.quote.splitlines())
            parts.append(f"**{number}.** {_plain(_place(cited))}\n\n{quote}")
        if one.answer.note:
            parts.append(f"*{_plain(one.answer.note)}*")
        parts.append(f"{one.at}, record `{one.record}`")
    return "\n\n".join(parts) + "\n" if parts else ""


def _said(answer: Answer) -> str:
    if answer.status is Status.ABSTAINED:
        reason = answer.reason.value.replace("_", " ") if answer.reason else "blank"
        return f"Not answered: {reason}."
    verdict = f"{answer.verdict.value.replace('_', ' ').capitalize()}. " if answer.verdict else ""
    pieces = []
    for one in cited_sentences(answer):
        marks = "".join(f"[{number}]" for number in one.citations)
        pieces.append(f"{one.text} {marks}".strip())
    return f"{verdict}{' '.join(pieces)} ({answer.status.value})"


def _cited(answer: Answer) -> list[tuple[int, Citation]]:
    return list(enumerate(answer.citations, 1))


def _place(cited: Citation) -> str:
    parts = [cited.document, f"version {cited.version}", *cited.heading[-1:]]
    if cited.page is not None:
        parts.append(f"page {cited.page}")
    if cited.expired:
        parts.append(f"out of date since {cited.valid_until}")
    return ", ".join(parts)


def _plain(text: str) -> str:
    return _OPENING.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))
