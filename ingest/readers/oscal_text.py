"""Words inside OSCAL files: parameters put in their places, mark-up taken off, labels found."""

import re
from collections.abc import Iterable, Iterator, Mapping

from ingest.readers.data_file import Record, listed, mapping, texts
from ingest.readers.framework_ids import control_id
from ingest.readers.prose import line

__all__ = ["identifier", "label", "params_of", "plain", "property_of", "with_values"]

_INSERT = re.compile(r"\{\{\s{0,4}(?:insert:\s{0,4}param,\s{0,4})?(?P<id>[\w.-]{1,200})\s{0,4}\}\}")
_LINK = re.compile(r"\[(?P<text>[^\[\]]{1,500})\]\([^()\s]{0,2000}\)")
_STRONG = re.compile(r"\*\*(?P<text>[^*\n]{1,500})\*\*")
_ESCAPED = re.compile(r"\\([\"'*_`\[\]\\])")
_NESTED = 4  # a choice may name a parameter whose choice names another

Params = Mapping[str, Record]


def params_of(item: Record) -> dict[str, Record]:
    """The parameters that a catalogue, group or control defines, by id."""
    return {line(param.get("id")): param for param in listed(item.get("params"))}


def with_values(params: Params, settings: object) -> dict[str, Record]:
    """The parameters with the values that a plan or profile sets."""
    found = dict(params)
    for setting in listed(settings):
        name = line(setting.get("param-id"))
        found[name] = {**found.get(name, {}), **setting}
    return found


def plain(prose: object, params: Params) -> str:
    """Prose without mark-up, each parameter shown as its value, its choices or its label.

    Unset ones read ``[assignment: label]`` or ``[selection (one or more): a; b]``, as in NIST
    SP 800-53. Lines are kept.
    """
    if not isinstance(prose, str):
        return ""
    text = _INSERT.sub(lambda match: _shown(match["id"], params, _NESTED), prose)
    text = _STRONG.sub(lambda match: match["text"], _LINK.sub(lambda match: match["text"], text))
    return _ESCAPED.sub(lambda match: match[1], text)


def _shown(name: str, params: Params, depth: int) -> str:
    param = params.get(name)
    if param is None or depth == 0:
        return f"[assignment: {name}]"
    if values := [text for text in texts(param.get("values")) if text.strip()]:
        return ", ".join(values)
    select = mapping(param.get("select"))
    choices = [
        _INSERT.sub(lambda match: _shown(match["id"], params, depth - 1), choice)
        for choice in texts(select.get("choice"))
    ]
    if choices:
        many = " (one or more)" if select.get("how-many") == "one-or-more" else ""
        return f"[selection{many}: {'; '.join(choices)}]"
    return f"[assignment: {line(param.get('label')) or name}]"


def property_of(item: Record, name: str) -> str:
    """The value of a property, preferring one that is not of a special class."""
    found = [prop for prop in listed(item.get("props")) if prop.get("name") == name]
    found.sort(key=lambda prop: bool(prop.get("class")))
    return line(found[0].get("value")) if found else ""


def label(item: Record) -> str:
    """The number or letter printed before an item, or ``""``."""
    return property_of(item, "label")


def identifier(item: Record) -> str:
    """A control's or group's number as its standard prints it: its label, else its id."""
    return label(item) or control_id(line(item.get("id")))


def joined(pieces: Iterable[str]) -> str:
    """The pieces that are not empty, with a space between."""
    return " ".join(filter(None, pieces))


def walk_parts(parts: object) -> Iterator[Record]:
    """Each part and the parts in it, in order."""
    for part in listed(parts):
        yield part
        yield from walk_parts(part.get("parts"))
