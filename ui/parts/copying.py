"""An answer as text for elsewhere: plain, Markdown, or a comment on a ticket."""

import re
from collections.abc import Callable, Sequence

from ui import words
from ui.marks import placed
from ui.markup import esc, icon, tag
from ui.parts.dates import day
from vouch_client.models import Answer, Citation

_KINDS = (("text", "As text"), ("markdown", "As Markdown"), ("ticket", "As a ticket comment"))
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")


def menu(answer: Answer) -> str:
    """The copy menu of a card, with the texts it copies, as HTML."""
    texts = {"text": plain(answer), "markdown": markdown(answer), "ticket": ticket(answer)}
    items = "".join(
        tag("button", "v-menu-item", esc(label), type="button", data_v_copy=kind)
        for kind, label in _KINDS
    )
    hidden = "".join(
        tag("div", "v-copied", esc(text), hidden="", data_v_text=kind)
        for kind, text in texts.items()
    )
    label = tag("span", "", "Copy", data_v_label="")
    summary = tag("summary", "v-action", icon("content_copy"), label)
    return tag("details", "v-menu", summary, tag("div", "v-menu-items", items)) + hidden


def plain(answer: Answer) -> str:
    """The answer and its sources, as text."""
    lines = [_said(answer, str)]
    sources = [f"[{n}] {_source(one)}: “{_one_line(one.quote)}”" for n, one in _numbered(answer)]
    return "\n".join([*lines, *(["", "Sources:"] if sources else []), *sources])


def markdown(answer: Answer) -> str:
    """The same as Markdown; what stands in a document stays text there."""
    lines = [_said(answer, _escaped)]
    sources = [
        f"{n}. {_escaped(_source(one))}\n   > {_escaped(_one_line(one.quote))}"
        for n, one in _numbered(answer)
    ]
    return "\n".join([*lines, *(["", "**Sources**", ""] if sources else []), *sources])


def ticket(answer: Answer) -> str:
    """A comment for a ticket: the question, how the answer stands, the answer, its sources."""
    status = words.STATUS.get(answer.status, words.STATUS["abstained"])[0]
    head = [f"Question: {answer.question}", f"Status: {status}", ""]
    record = [f"Record: {answer.record}"] if answer.record else []
    return "\n".join([*head, plain(answer), "", *record]).rstrip()


def _said(answer: Answer, clean: Callable[[str], str]) -> str:
    """Verdict and text with their numbers; the reason and remedy of a blank."""
    if answer.status not in ("approved", "grounded"):
        meaning, remedy = words.REASON.get(answer.reason or "", words.NO_REASON)
        return f"No answer. {meaning} {remedy}"
    text, at, parts = answer.answer, 0, []
    for position, number in placed(text, answer.citations):
        parts += [clean(text[at:position]), f" [{number}]"]
        at = position
    parts.append(clean(text[at:]))
    verdict = words.VERDICT.get(answer.verdict or "")
    return (f"{verdict}. " if verdict else "") + "".join(parts).strip()


def _numbered(answer: Answer) -> Sequence[tuple[int, Citation]]:
    return list(enumerate(answer.citations, start=1))


def _source(citation: Citation) -> str:
    """``Access Policy, version 2, Access › Reviews, page 3, in date until 31 May 2026``."""
    parts = [citation.document, f"version {citation.version}", " › ".join(citation.heading)]
    if citation.page:
        parts.append(f"page {citation.page}")
    if citation.valid_until:
        said = "out of date since" if citation.expired else "in date until"
        parts.append(f"{said} {day(citation.valid_until)}")
    return ", ".join(part for part in parts if part)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
