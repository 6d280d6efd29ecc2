"""Questions in JSON of any form: every object that says what it asks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingest.questionnaires.reading.asking import asks, states
from ingest.questionnaires.reading.languages import language_of
from ingest.questionnaires.reading.parts import parts_of
from ingest.questionnaires.reading.words import mark_of
from kb.values.questionnaires import AnswerCell, Item, Place, Role

__all__ = ["list_items"]

_DEPTH = 40
_TEXTS = (
    "question",
    "question_text",
    "questionText",
    "requirement",
    "prompt",
    "text",
    "statement",
    "label",
)
_REFS = ("ref", "id", "question_id", "questionId", "number", "code", "key", "reference")
_SECTIONS = ("section", "category", "domain", "topic", "group", "area")
_TITLES = ("title", "name", "section", "category", "domain", "heading")
_GUIDANCE = ("guidance", "help", "hint", "instructions", "help_text", "helpText", "explanation")
_CHOICES = ("choices", "options", "allowed", "allowed_values", "enum", "answers")
_ANSWERS = ("answer", "response", "value", "reply")
_COMMENTS = ("comment", "comments", "remarks", "notes", "additional_information", "details")
_EVIDENCE = ("evidence", "attachments", "supporting_documents")


def list_items(data: object) -> list[Item]:
    """The questions of JSON data in its order, each at the pointer of its object."""
    return list(_walk(data, "", (), 0))


def _walk(data: object, pointer: str, section: tuple[str, ...], depth: int) -> Iterator[Item]:
    if depth > _DEPTH:
        return
    if isinstance(data, list):
        for number, one in enumerate(data):
            yield from _walk(one, f"{pointer}/{number}", section, depth + 1)
        return
    if not isinstance(data, dict):
        return
    inside = any(isinstance(value, list | dict) and value for value in data.values())
    if item := _item(data, pointer, section):
        yield item
        title = ""
    else:
        title = _first(data, _TITLES) if inside and depth else ""
    below = (*section, title) if title else section
    for name, value in data.items():
        if isinstance(value, list | dict) and name not in _CHOICES:
            step = str(name).replace("~", "~0").replace("/", "~1")
            yield from _walk(value, f"{pointer}/{step}", below, depth + 1)


def _item(data: Mapping[str, Any], pointer: str, section: tuple[str, ...]) -> Item | None:
    name = next((n for n in _TEXTS if isinstance(data.get(n), str) and data[n].strip()), "")
    text = data[name].strip() if name else ""
    sure = name.lower().startswith(("question", "requirement"))
    if not text or not (sure or asks(text) or (states(text) and any(a in data for a in _ANSWERS))):
        return None
    own = _first(data, _SECTIONS)
    sections = (*section, own) if own and own not in section else section
    return Item(
        id=pointer or "/",
        place=Place("", pointer),
        text=text,
        ref=_first(data, _REFS),
        section=sections,
        guidance=_first(data, _GUIDANCE),
        parts=parts_of(text),
        cells=tuple(_cells(data, pointer)),
        language=language_of(text),
        confidence=0.97 if sure else 0.85,
        doubt="" if sure else f"only its member {name!r} says that it is a question",
    )


def _cells(data: Mapping[str, Any], pointer: str) -> Iterator[AnswerCell]:
    choices = next((found for name in _CHOICES if (found := _texts(data.get(name)))), ())
    answer = next((name for name in _ANSWERS if name in data and _plain(data[name])), "answer")
    verdict = any(mark_of(choice) for choice in choices)
    yield AnswerCell(
        Role.VERDICT if verdict else Role.ANSWER,
        Place("", f"{pointer}/{answer}"),
        choices,
        bool(choices),
        _shown(data.get(answer)),
    )
    for names, role in ((_COMMENTS, Role.COMMENT), (_EVIDENCE, Role.EVIDENCE)):
        for name in names:
            if name in data and _plain(data[name]):
                yield AnswerCell(role, Place("", f"{pointer}/{name}"), current=_shown(data[name]))
                break


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    found = [one if isinstance(one, str) else _label(one) for one in value]
    return tuple(dict.fromkeys(text for text in found if text))


def _label(one: object) -> str:
    return _first(one, ("label", "text", "value", "name")) if isinstance(one, dict) else ""


def _first(data: Mapping[str, Any], names: Sequence[str]) -> str:
    for name in names:
        value = data.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def _plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def _shown(value: object) -> str:
    return "" if value is None or not _plain(value) else str(value)
