"""Reads questionnaires in JSON: VSAQ forms, and lists of questions of our own or anyone's."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.limits import Limits
from ingest.questionnaires.reading.assemble import Assembled
from ingest.questionnaires.reading.json_lists import list_items
from ingest.questionnaires.reading.shape import digest_of
from ingest.questionnaires.reading.vsaq import FORMS, vsaq_items
from ingest.readers.encoding import read_text
from kb.errors import LimitError, UnreadableError
from kb.values.questionnaires import ColumnMap

__all__ = ["parse", "read"]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|//[^\n]*|/\*.*?\*/|\s+|[^"\s/]+|/', re.S)
_DEPTH = 200


def read(path: Path, limits: Limits, maps: Sequence[ColumnMap]) -> Assembled:
    """The questions of a JSON file, each at the pointer (RFC 6901) of its object.

    Answers go to a member of that object: the one there is for them, else a new ``answer``. In a
    file of JSON lines a pointer begins with the number of the line's value, from 0. Raises
    ``UnreadableError`` for what is no JSON.
    """
    del maps  # JSON has no columns
    text = read_text(path, limits)
    lines = path.suffix.lower() in (".jsonl", ".ndjson")
    data = [parse(line, n) for n, line in _lines(text)] if lines else parse(text)
    if isinstance(data, dict) and any(isinstance(data.get(name), list) for name in FORMS):
        items = vsaq_items(data)
    else:
        items = list_items(data)
    if len(items) > limits.records:
        raise LimitError(f"it has more than {limits.records:,} questions", "split it")
    keys = sorted({re.sub(r"\d+", "#", item.place.cell) for item in items})
    return Assembled(tuple(items), (), (), digest_of(json.dumps(keys).encode()))


def _lines(text: str) -> list[tuple[int, str]]:
    return [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]


def parse(text: str, line: int = 0) -> Any:
    """The value of a JSON text that may hold comments, strings joined by ``+``, and end commas."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as first:
        plain = _plain(text)
        try:
            return json.loads(plain, strict=False)
        except (json.JSONDecodeError, RecursionError):
            place = f"line {line or first.lineno}"
            raise UnreadableError(f"it is not JSON: {first.msg}", "mend it", place) from first
    except RecursionError as error:
        raise UnreadableError("its values are nested too deeply", "flatten it") from error


def _plain(text: str) -> str:
    """JSON as its standard has it, made of the looser kind that people write by hand."""
    tokens: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token.startswith(("//", "/*")) or token.isspace():
            continue
        for piece in _split(token):
            _append(tokens, piece)
    return " ".join(tokens)


def _append(tokens: list[str], piece: str) -> None:
    """Add a piece: a string after ``+`` to the last one, a bracket in a needless comma's place."""
    if piece.startswith('"') and len(tokens) >= 2 and tokens[-1] == "+" and tokens[-2][0] == '"':
        tokens.pop()
        tokens[-1] = tokens[-1][:-1] + piece[1:]
        return
    if piece in "]}" and tokens and tokens[-1] == ",":
        tokens.pop()
    tokens.append(piece)


def _split(token: str) -> list[str]:
    """A run of marks and words, with ``+`` and commas by themselves."""
    if token.startswith('"'):
        return [token]
    return [piece for piece in re.split(r"([,+\[\]{}:])", token) if piece]
