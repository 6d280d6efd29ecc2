"""The questions of a VSAQ form (github.com/google/vsaq, the format of its questionnaires)."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.questionnaires.reading.languages import language_of
from ingest.questionnaires.reading.parts import parts_of
from kb.values.questionnaires import AnswerCell, Condition, Item, Place, Role

__all__ = ["FORMS", "vsaq_items"]

FORMS = ("questionnaire", "extensions")

_ASKED = {"line", "box", "radiogroup", "checkgroup", "check", "yesno", "upload"}
_TAG = re.compile(r"<[^<>]{0,300}>")
_ATOM = re.compile(r"(!?)\s*([\w./-]+)")
_DEPTH = 40
_GUIDANCE = 4_000


@dataclass(slots=True)
class _Form:
    """What is collected on the way through a form."""

    items: list[Item] = field(default_factory=list)
    conditions: dict[str, str] = field(default_factory=dict)
    owners: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    info: str = ""


def vsaq_items(data: Mapping[str, Any]) -> list[Item]:
    """The items of a form in order. Tips and infos become guidance."""
    form = _Form()
    for name in FORMS:
        _walk(form, data.get(name), f"/{name}", (), (), 0)
    return [_tied(form, item) for item in form.items]


def _walk(
    form: _Form,
    entries: object,
    pointer: str,
    section: tuple[str, ...],
    conditions: tuple[str, ...],
    depth: int,
) -> None:
    if not isinstance(entries, list) or depth > _DEPTH:
        return
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict):
            continue
        at = f"{pointer}/{number}"
        kind, text = entry.get("type"), _plain(entry.get("text"))
        own = (*conditions, entry["cond"]) if isinstance(entry.get("cond"), str) else conditions
        if kind == "block":
            form.info = ""
            inside = (*section, text) if text else section
            _walk(form, entry.get("items"), f"{at}/items", inside, own, depth + 1)
        elif kind in _ASKED:
            _take(form, entry, at, section, own)
        elif kind == "info":
            form.info = text
        elif kind == "tip" and form.items:
            _advise(form, entry, text)


def _take(
    form: _Form,
    entry: Mapping[str, Any],
    pointer: str,
    section: tuple[str, ...],
    conditions: tuple[str, ...],
) -> None:
    text = _plain(entry.get("text")) or form.info or (section[-1] if section else "")
    if not text:
        return
    name = entry["id"] if isinstance(entry.get("id"), str) else ""
    choices = dict(_choices(entry, name))
    for key, label in choices.items():
        form.owners[key] = (pointer, label)
    labels = tuple(choices.values())
    verdict = any(re.match(r"(?:yes|no)\b", label, re.I) for label in labels)
    kind = entry.get("type")
    member = next((m for m in ("answer", "value") if m in entry), "answer")
    current = entry.get(member)
    cell = AnswerCell(
        Role.VERDICT if verdict or kind in ("yesno", "check") else Role.ANSWER,
        Place("", f"{pointer}/{member}"),
        labels,
        closed=kind in ("radiogroup", "yesno", "check"),
        current=current if isinstance(current, str) else "",
    )
    guidance = form.info if form.info != text else ""
    form.items.append(
        Item(pointer, Place("", pointer), text, name, section, guidance, parts_of(text), (cell,),
             language=language_of(text), confidence=0.6 if kind == "check" else 0.97,
             doubt="it is to be confirmed rather than answered" if kind == "check" else "")
    )  # fmt: skip
    form.answers[pointer] = labels
    if conditions:
        form.conditions[pointer] = " && ".join(conditions)


def _choices(entry: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """The ids of the values an entry may have, with their labels."""
    kind = entry.get("type")
    if kind == "yesno":
        for word in ("yes", "no"):
            label = entry.get(word)
            yield f"{name}/{word}", _plain(label) if isinstance(label, str) else word.capitalize()
    elif kind == "check":
        yield f"{name}/yes", "Yes"
        yield f"{name}/no", "No"
    listed = entry.get("choices")
    for choice in listed if isinstance(listed, list) else ():
        if isinstance(choice, dict):
            for key, label in choice.items():
                yield str(key), _plain(label)


def _advise(form: _Form, entry: Mapping[str, Any], text: str) -> None:
    """A tip belongs to the question whose answer calls it up, else to the one before it."""
    condition = entry.get("cond")
    atoms = _ATOM.findall(condition) if isinstance(condition, str) else []
    owner = next((form.owners[a][0] for _, a in atoms if a in form.owners), form.items[-1].id)
    for number, item in enumerate(form.items):
        if item.id == owner:
            guidance = f"{item.guidance}\n{text}".strip()[:_GUIDANCE]
            form.items[number] = replace(item, guidance=guidance)
            return


def _tied(form: _Form, item: Item) -> Item:
    """The item with its condition, if that is on one other item; else with a doubt that says it."""
    source = form.conditions.get(item.id)
    if not source:
        return item
    atoms = _ATOM.findall(source)
    owners = {_owner(form, atom) for _, atom in atoms}
    one = next(iter(owners))
    if len(owners) > 1 or not one or ("&&" in source and len(atoms) > 1) or one == item.id:
        return replace(item, doubt=item.doubt or f"it is asked only if: {source}")
    wanted = tuple(dict.fromkeys(_values(form, one, atoms)))
    return replace(item, condition=Condition(one, wanted, source))


def _owner(form: _Form, atom: str) -> str:
    return form.owners.get(atom, form.owners.get(f"{atom}/yes", ("", "")))[0]


def _values(form: _Form, owner: str, atoms: Sequence[tuple[str, str]]) -> Iterator[str]:
    for negated, atom in atoms:
        label = form.owners.get(atom, form.owners.get(f"{atom}/yes", ("", "")))[1]
        if negated:
            yield from (one for one in form.answers[owner] if one != label)
        else:
            yield label


def _plain(text: object) -> str:
    """A text without its HTML."""
    if not isinstance(text, str):
        return ""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())
