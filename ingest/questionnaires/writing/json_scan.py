"""Where the values of a JSON text lie, so that one is changed without writing the rest anew.

Beyond RFC 8259 it takes what people write by hand: comments, strings joined by ``+`` (one value
here), and a comma before the closing bracket.
"""

import re
from dataclasses import dataclass, field

from kb.errors import UnreadableError

__all__ = ["Node", "scan", "scan_lines"]

_GAP = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.S)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.S)
_SCALAR = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_DEPTH = 200


@dataclass(slots=True)
class Node:
    """A value from ``start`` to ``end``; ``kind`` is ``object``, ``array``, ``string`` or ``word``.

    ``items`` has the values of an object by name and of an array by number, as texts; the last of
    two of one name. ``names`` says where each name's text begins.
    """

    kind: str
    start: int
    end: int = 0
    items: dict[str, "Node"] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)


def scan(text: str) -> Node:
    """The one value of a JSON text. Raises ``UnreadableError`` where it is not well-formed."""
    node = _value(text, _skip(text, 0), 0)
    end = _skip(text, node.end)
    if end != len(text):
        raise _wrong(text, end, "more than one value")
    return node


def scan_lines(text: str) -> Node:
    """The values of a text with one on each line, as an array."""
    whole = Node("array", 0, len(text))
    at = _skip(text, 0)
    while at < len(text):
        node = _value(text, at, 0)
        whole.items[str(len(whole.items))] = node
        at = _skip(text, node.end)
    return whole


def _skip(text: str, at: int) -> int:
    match = _GAP.match(text, at)
    return match.end() if match else at


def _value(text: str, at: int, depth: int) -> Node:
    if depth > _DEPTH:
        raise _wrong(text, at, "values nested too deeply")
    if text.startswith("{", at):
        return _object(text, at, depth)
    if text.startswith("[", at):
        return _array(text, at, depth)
    if match := _STRING.match(text, at):
        end = match.end()
        while text.startswith("+", plus := _skip(text, end)):
            match = _STRING.match(text, _skip(text, plus + 1))
            if match is None:
                raise _wrong(text, plus, "nothing to join after a plus sign")
            end = match.end()
        return Node("string", at, end)
    if match := _SCALAR.match(text, at):
        return Node("word", at, match.end())
    raise _wrong(text, at, "no value where one belongs")


def _object(text: str, at: int, depth: int) -> Node:
    import json

    node = Node("object", at)
    at = _skip(text, at + 1)
    while not text.startswith("}", at):
        match = _STRING.match(text, at)
        if match is None:
            raise _wrong(text, at, "no name where one belongs")
        try:
            name = str(json.loads(match[0], strict=False))
        except json.JSONDecodeError as error:
            raise _wrong(text, at, error.msg) from error
        node.names[name] = at
        at = _skip(text, match.end())
        if not text.startswith(":", at):
            raise _wrong(text, at, "no colon after a name")
        node.items[name] = _value(text, _skip(text, at + 1), depth + 1)
        at = _following(text, node.items[name].end, "}")
    node.end = at + 1
    return node


def _array(text: str, at: int, depth: int) -> Node:
    node = Node("array", at)
    at = _skip(text, at + 1)
    while not text.startswith("]", at):
        item = _value(text, at, depth + 1)
        node.items[str(len(node.items))] = item
        at = _following(text, item.end, "]")
    node.end = at + 1
    return node


def _following(text: str, at: int, closing: str) -> int:
    """Where the next member begins, or the bracket that closes; a comma may stand before both."""
    at = _skip(text, at)
    if text.startswith(",", at):
        return _skip(text, at + 1)
    if text.startswith(closing, at):
        return at
    raise _wrong(text, at, f"neither a comma nor {closing!r}")


def _wrong(text: str, at: int, what: str) -> UnreadableError:
    line = text.count("\n", 0, at) + 1
    return UnreadableError(f"it is not JSON: {what}", "mend it", f"line {line}")
