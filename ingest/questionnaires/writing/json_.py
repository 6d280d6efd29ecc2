"""Writes answers into a JSON questionnaire: members added or values changed, the rest as it was.

A place is the JSON pointer (RFC 6901) of the member that takes the answer, such as
``/questions/3/answer``. Where its object lacks it, it becomes the object's last member, set out as
the ones before it. In a file of JSON lines the pointer begins with the number of the line's value,
from 0.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.questionnaires.writing.json_scan import Node, scan, scan_lines
from ingest.questionnaires.writing.outcome import Refusal, Result
from ingest.questionnaires.writing.plain import plain
from ingest.questionnaires.writing.texts import clean, number
from kb.values.questionnaires import CellWrite, Place

__all__ = ["fill", "hole", "steps"]


@dataclass(frozen=True, slots=True)
class Hole:
    """Where an answer goes: ``node`` as it stands, or after ``after`` in ``parent`` as ``name``."""

    parent: Node
    name: str
    node: Node | None = None


def fill(data: bytes, writes: Sequence[CellWrite], suffix: str = ".json") -> Result:
    """The questionnaire with the answers in it. Raises ``UnreadableError`` for what is no JSON."""
    file = plain(data)
    tree = (scan_lines if suffix.lower() in (".jsonl", ".ndjson") else scan)(file.text)
    narrow = file.encoding not in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    written: list[Place] = []
    refused: list[Refusal] = []
    edits: dict[tuple[int, int], list[str]] = {}
    seen: set[str] = set()
    for write in writes:
        found = hole(tree, write.place)
        literal = _literal(file.text, found, write, ascii_only=narrow)
        reason = ""
        if write.place.cell in seen:
            reason = "another answer was given for the same place"
        elif found is None:
            reason = "the file has nothing there that takes an answer"
        elif literal is None:
            reason = "its answer is not a number"
        if found is None or literal is None or reason:
            refused.append(Refusal(write.place, reason))
            continue
        seen.add(write.place.cell)
        written.append(write.place)
        if found.node is not None:
            edits[found.node.start, found.node.end] = [literal]
        else:
            at, text = _added(file.text, found, literal, first=not edits.get(_end(found)))
            edits.setdefault((at, at), []).append(text)
    return Result(file.back(_spliced(file.text, edits)), tuple(written), tuple(refused))


def steps(place: Place) -> list[str] | None:
    """The names and numbers of a place's pointer; None where it is no pointer."""
    if place.sheet or not place.cell.startswith("/"):
        return None
    return [one.replace("~1", "/").replace("~0", "~") for one in place.cell[1:].split("/")]


def hole(tree: Node, place: Place) -> Hole | None:
    """Where the answer of a place goes; None where nothing there takes one."""
    path = steps(place)
    node = tree
    for step in (path or ())[:-1]:
        following = node.items.get(step)
        if following is None:
            return None
        node = following
    if not path:
        return None
    value = node.items.get(path[-1])
    if value is None:
        return Hole(node, path[-1]) if node.kind == "object" else None
    return Hole(node, path[-1], value) if value.kind in ("string", "word") else None


def _literal(text: str, found: Hole | None, write: CellWrite, *, ascii_only: bool) -> str | None:
    """The answer as JSON: a number where it is to be one, true or false where one of them stood."""
    words = clean(write.text)
    if write.numeric:
        figure = number(words)
        try:
            return json.dumps(json.loads(figure)) if figure else None
        except json.JSONDecodeError:
            return json.dumps(float(figure)) if figure else None
    now = text[found.node.start : found.node.end] if found and found.node else ""
    if now in ("true", "false") and words.lower() in ("true", "false"):
        return words.lower()
    return json.dumps(words, ensure_ascii=ascii_only)


def _end(found: Hole) -> tuple[int, int]:
    last = max((one.end for one in found.parent.items.values()), default=found.parent.start + 1)
    return last, last


def _added(text: str, found: Hole, literal: str, *, first: bool) -> tuple[int, str]:
    """Where a new member goes, and its text, set out as the object's others."""
    at = _end(found)[0]
    name = json.dumps(found.name)
    starts = sorted(found.parent.names.values())
    if not starts:
        return at, f"{'' if first else ', '}{name}: {literal}"
    last = max(found.parent.items.values(), key=lambda one: one.end)
    colon = text[starts[-1] : last.start].rpartition('"')[2]
    colon = colon if colon.strip() == ":" else ": "
    first_of_all = len(starts) == 1
    gap = text[text.rfind("{" if first_of_all else ",", 0, starts[-1]) + 1 : starts[-1]]
    if gap.strip() or (first_of_all and "\n" not in gap):
        gap = " " if colon[1:] else ""
    return at, f",{gap}{name}{colon}{literal}"


def _spliced(text: str, edits: dict[tuple[int, int], list[str]]) -> str:
    pieces: list[str] = []
    done = 0
    for (start, end), new in sorted(edits.items()):
        pieces += (text[done:start], *new)
        done = end
    return "".join((*pieces, text[done:]))
