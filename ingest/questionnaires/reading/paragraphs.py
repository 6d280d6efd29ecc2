"""Questions that stand in running text: numbered, bulleted, or ending with a question mark."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.questionnaires.reading.asking import asks, title_like, word_count
from ingest.questionnaires.reading.furniture import (
    is_boilerplate,
    is_declaration,
    is_example,
    is_field,
    is_instruction,
)
from ingest.questionnaires.reading.languages import language_of
from ingest.questionnaires.reading.parts import parts_of
from ingest.questionnaires.reading.refs import leading_ref
from kb.values.questionnaires import AnswerCell, Item, Place, Role

__all__ = ["Paragraph", "paragraph_items"]

_ANSWER = re.compile(
    r"^\W*(?:(?:vendor|supplier|your)\s+)?(?:answer|response|reply|antwort|réponse|respuesta|risposta|antwoord)"
    r"\s*[:.]\s*[_.…\s]*",
    re.I,
)
_BARE_NUMBER = re.compile(r"^\s*\(?\d{1,3}[.)]\s+")
_TOLD = 0.6  # share of questions followed by prose from which a text answers its own questions


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or list item with its place; ``heading`` where its style says so."""

    place: Place
    text: str
    numbered: bool = False
    heading: bool = False
    bold: bool = False


def paragraph_items(paragraphs: Sequence[Paragraph]) -> list[Item]:
    """The questions among paragraphs; none if the text answers them itself, as a FAQ does."""
    asked = [at for at, one in enumerate(paragraphs) if _is_question(one)]
    told = sum(_told(paragraphs, at) for at in asked)
    numbered = sum(_has_number(paragraphs[at]) for at in asked)
    if told > _TOLD * len(asked) and numbered < 0.5 * len(asked):
        return []
    found: list[Item] = []
    section: tuple[str, ...] = ()
    for at, one in enumerate(paragraphs):
        if _is_question(one):
            found.append(_item(paragraphs, at, section))
        elif _ANSWER.match(one.text):
            continue
        elif one.heading or (one.bold and word_count(one.text) <= 12 and one.text):
            section = (one.text,)
        elif one.text and title_like(one.text) and word_count(one.text) <= 8:
            section = (one.text,) if not is_field(one.text) else section
    return found


def _is_question(one: Paragraph) -> bool:
    text = one.text.strip()
    if (
        not asks(text)
        or is_boilerplate(text)
        or is_example(text)
        or is_declaration(text)
        or word_count(text) < 3
    ):
        return False
    if one.heading and not _has_number(one):
        return False
    marked = "?" in text or "？" in text
    if marked and word_count(text) > 60 and not text.endswith("?"):
        return False
    return marked or (_has_number(one) and not is_instruction(text))


def _has_number(one: Paragraph) -> bool:
    return bool(one.numbered or leading_ref(one.text) or _BARE_NUMBER.match(one.text))


def _told(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """Whether prose that is no question follows."""
    following = next((one for one in paragraphs[at + 1 : at + 3] if one.text), None)
    if following is None or following.heading or _ANSWER.match(following.text):
        return False
    return word_count(following.text) >= 6 and not asks(following.text) and not following.numbered


def _item(paragraphs: Sequence[Paragraph], at: int, section: tuple[str, ...]) -> Item:
    one = paragraphs[at]
    text = one.text.strip()
    number = _BARE_NUMBER.match(text)
    ref = leading_ref(text) or (number[0].strip(" .)(") if number else "")
    sure = 0.9 if "?" in text else 0.75
    return Item(
        id=str(one.place),
        place=one.place,
        text=text,
        ref=ref,
        section=section,
        parts=parts_of(text),
        cells=(_answer(paragraphs, at),),
        language=language_of(text),
        confidence=sure,
        doubt="" if sure > 0.8 else "it is a request in running text",
    )


def _answer(paragraphs: Sequence[Paragraph], at: int) -> AnswerCell:
    """After the line that says ``Answer:``, or after the question."""
    following = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
    match = _ANSWER.match(following.text) if following else None
    if following and match:
        return AnswerCell(Role.ANSWER, following.place, current=following.text[match.end() :])
    return AnswerCell(Role.ANSWER, paragraphs[at].place)
