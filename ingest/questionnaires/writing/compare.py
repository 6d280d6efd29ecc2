"""Whether a filled file differs from the customer's in its answers and in nothing else.

What may differ is cut out of both, and the bytes that remain must be the same. The containers of
office files are compared record by record, so a part that was only packed anew counts as changed.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.archives import check_container
from ingest.questionnaires.reading.request import QUESTIONNAIRE_LIMITS
from ingest.questionnaires.writing import csv_
from ingest.questionnaires.writing.container import Container, Member
from ingest.questionnaires.writing.csv_scan import records
from ingest.questionnaires.writing.cuts import document_parts, sheet_cut
from ingest.questionnaires.writing.json_ import hole
from ingest.questionnaires.writing.json_scan import Node, scan, scan_lines
from ingest.questionnaires.writing.kinds import OFFICE, kind_of
from ingest.questionnaires.writing.package import main_part
from ingest.questionnaires.writing.plain import plain
from ingest.questionnaires.writing.workbook import Workbook
from kb.values.questionnaires import FileKind, Place

__all__ = ["Differences", "compare", "compare_bytes"]


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between two files.

    ``changed``: the parts that hold answers and differ in these alone. ``unexpected``: every other
    difference, in words. ``parts``: how many parts were compared.
    """

    changed: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()
    parts: int = 1

    @property
    def clean(self) -> bool:
        """Whether only what was allowed differs."""
        return not self.unexpected


def compare(
    before: Path, after: Path, allowed: Collection[Place], kind: FileKind | None = None
) -> Differences:
    """How ``after`` differs from ``before`` outside the ``allowed`` places.

    Raises ``UnreadableError`` where one of them cannot be read, ``LimitError`` past a limit.
    """
    kind = kind or kind_of(before)
    if kind in OFFICE:
        for path in (before, after):
            check_container(path, QUESTIONNAIRE_LIMITS)
    data = (before.read_bytes(), after.read_bytes())
    return compare_bytes(*data, allowed, kind, before.suffix)


def compare_bytes(
    before: bytes, after: bytes, allowed: Collection[Place], kind: FileKind, suffix: str = ""
) -> Differences:
    """``compare`` of bytes; ``suffix`` tells TSV from CSV, and JSON lines from JSON."""
    if before == after:
        return Differences()
    places = frozenset(allowed)
    if kind in (FileKind.XLSX, FileKind.XLSM):
        return _containers(before, after, _sheets(before, places))
    if kind is FileKind.DOCX:
        return _containers(before, after, _document(before, places))
    if kind is FileKind.CSV:
        same = _tables_same(before, after, places, suffix)
    elif kind is FileKind.JSON:
        same = _json_same(before, after, places, suffix)
    else:
        same = False
    return Differences(("",)) if same else Differences((), ("the text outside the answers",))


_Judges = dict[str, Callable[[bytes, bytes], bool]]


def _sheets(before: bytes, places: Collection[Place]) -> _Judges:
    book = Workbook(Container(before))
    cells: dict[str, set[str]] = {}
    for place in places:
        if part := book.part(place.sheet):
            cells.setdefault(part, set()).add(place.cell)

    def judge(part: str) -> Callable[[bytes, bytes], bool]:
        def same(old: bytes, new: bytes) -> bool:
            return sheet_cut(old, cells[part], part) == sheet_cut(new, cells[part], part)

        return same

    return {part: judge(part) for part in cells}


def _document(before: bytes, places: Collection[Place]) -> _Judges:
    part = main_part(Container(before))

    def same(old: bytes, new: bytes) -> bool:
        return document_parts(old, new, places, part)

    return {part: same}


def _containers(before: bytes, after: bytes, judges: _Judges) -> Differences:
    old, new = Container(before), Container(after)
    names = [member.name for member in old.members]
    if names != [member.name for member in new.members]:
        return Differences((), ("the parts, or their order",), len(names))
    changed: list[str] = []
    unexpected: list[str] = []
    for one, other in zip(old.members, new.members, strict=True):
        if _record(before, one) == _record(after, other):
            continue
        name = one.name
        judge = judges.get(name)
        if _headers(before, one) != _headers(after, other):
            unexpected.append(f"{name}: its record in the container")
        elif judge is None:
            unexpected.append(f"{name}: a part without answers")
        elif judge(old.read(name), new.read(name)):
            changed.append(name)
        else:
            unexpected.append(f"{name}: more than the answers")
    if list(_between(before, old)) != list(_between(after, new)):
        unexpected.append("the container outside its parts")
    return Differences(tuple(changed), tuple(unexpected), len(names))


def _record(data: bytes, member: Member) -> tuple[bytes, bytes]:
    """A member's local record and its directory entry but for its place."""
    entry = bytearray(data[member.entry : member.entry_end])
    entry[42:46] = bytes(4)
    if member.wide_start:
        at = member.wide_start - member.entry
        entry[at : at + 8] = bytes(8)
    return data[member.start : member.end], bytes(entry)


def _headers(data: bytes, member: Member) -> tuple[bytes, bytes, int]:
    """What stands in a member's headers beside check sum, sizes and place, and how it ends."""
    local = bytearray(data[member.start : member.packed])
    local[14:26] = bytes(12)
    entry = bytearray(_record(data, member)[1])
    entry[16:28] = bytes(12)
    for place in (member.wide_size, member.wide_packed):
        if place:
            at = place - member.entry
            entry[at : at + 8] = bytes(8)
            local = local[:30]  # its zip64 field has the sizes too
    return bytes(local), bytes(entry), member.end - member.packed_end


def _between(data: bytes, container: Container) -> Iterator[bytes]:
    """The bytes of a container that belong to no member, and its comment."""
    at = 0
    for member in sorted(container.members, key=lambda one: one.start):
        yield data[at : member.start]
        at = member.end
    yield data[at : container.directory]
    yield data[container.end + 20 :]


def _tables_same(before: bytes, after: bytes, places: Collection[Place], suffix: str) -> bool:
    """Whether the fields that hold no answer, and what stands between records, are the same.

    A record too short for its answer may have been filled up with empty fields.
    """
    old, new = plain(before), plain(after)
    delimiter = csv_.delimiter_of(old.text, suffix)
    records_of = [list(records(file.text, delimiter)) for file in (old, new)]
    if (old.encoding, old.mark) != (new.encoding, new.mark) or len(set(map(len, records_of))) > 1:
        return False
    cells: dict[int, set[int]] = {}
    for place in places:
        if at := csv_.position(place):
            cells.setdefault(at[0], set()).add(at[1])
    for number, (was, now) in enumerate(zip(*records_of, strict=True), 1):
        taken = cells.get(number, set())
        fields = [old.text[one.start : one.end] for one in was.fields]
        others = [new.text[one.start : one.end] for one in now.fields]
        added = set(range(len(fields) + 1, max(taken, default=0) + 1))
        if any(others[at - 1] not in ("", '""') for at in added - taken if at <= len(others)):
            return False
        if len(others) != len(fields) and len(others) != len(fields) + len(added):
            return False
        kept = [(at, one) for at, one in enumerate(fields, 1) if at not in taken]
        if kept != [(at, one) for at, one in enumerate(others, 1) if at not in taken | added]:
            return False
        if old.text[was.end : was.following] != new.text[now.end : now.following]:
            return False
    return True


def _json_same(before: bytes, after: bytes, places: Collection[Place], suffix: str) -> bool:
    """Whether the texts are the same but for the answers' values, and members that hold them."""
    old, new = plain(before), plain(after)
    read: Callable[[str], Node] = scan_lines if suffix.lower() in (".jsonl", ".ndjson") else scan
    old_tree, new_tree = read(old.text), read(new.text)
    old_cuts: list[tuple[int, int]] = []
    new_cuts: list[tuple[int, int]] = []
    for place in places:
        was, now = hole(old_tree, place), hole(new_tree, place)
        if was is not None and was.node is not None:
            old_cuts.append((was.node.start, was.node.end))
        if now is not None and now.node is not None:
            start = now.node.start
            if was is not None and was.node is None:
                name = now.parent.names[now.name]
                ends = [one.end for one in now.parent.items.values() if one.end <= name]
                start = max(ends, default=now.parent.start + 1)
            new_cuts.append((start, now.node.end))
    return _without(old.text, old_cuts) == _without(new.text, new_cuts)


def _without(text: str, cuts: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end in sorted(cuts):
        pieces.append(text[done:start])
        done = max(done, end)
    return "".join((*pieces, text[done:]))
