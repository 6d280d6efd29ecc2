"""JSON Lines: one record a line, ``{"id", "title", "text", "metadata"}``, each a document."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.facts import facts_from_pairs
from ingest.limits import Limits
from ingest.readers.prose import line, prose_blocks
from kb.errors import LimitError, UnreadableError
from kb.values import Document, Facts

__all__ = ["read"]

_ID, _TEXT = ("id", "_id"), ("text", "contents", "body")  # ours first, then BEIR's and Anserini's
_FIELDS = frozenset((*_ID, *_TEXT, "title", "metadata"))
_NAMED = 5  # places named in a warning before "and n more"


@dataclass
class _Tally:
    """What was left out, for the warnings on the first document."""

    broken: list[tuple[int, str]] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)

    def warnings(self) -> tuple[str, ...]:
        found = [f"line {at} was left out: {why}" for at, why in self.broken[:_NAMED]]
        if len(self.broken) > _NAMED:
            found.append(f"{len(self.broken) - _NAMED} more broken lines were left out")
        for lines, what in (
            (self.empty, "without text were left out"),
            (self.repeated, "repeat the id of an earlier one; a number was added to their part"),
        ):
            if lines:
                found.append(f"{len(lines)} records {what} ({_places(lines)})")
        return tuple(found)


def read(path: Path, limits: Limits) -> list[Document]:
    """One document a record, with ``part`` and ``external_id`` its id.

    Blank lines of the text part paragraphs. ``metadata`` and further plain fields of a record
    become its metadata, values inside values as JSON; labels such as ``owner`` or ``valid_until``
    become facts. A record without an id is named by its line. Broken lines and records without text
    are left out and counted in the first document's warnings. Raises ``UnreadableError`` where no
    record is left, ``LimitError`` past the limits on size, records or characters.
    """
    tally = _Tally()
    found: list[Document] = []
    parts: dict[str, int] = {}
    characters = 0
    for at, record in _records(path, limits, tally):
        document = _document(record, at)
        if not document.blocks:
            tally.empty.append(at)
            continue
        seen = parts[document.part] = parts.get(document.part, 0) + 1
        if seen > 1:
            tally.repeated.append(at)
            document = replace(document, part=_free(f"{document.part}#{seen}", parts))
        characters += sum(len(block.text) for block in document.blocks)
        found.append(document)
        if len(found) > limits.records:
            raise LimitError(
                f"more than {limits.records:,} records", "split the file", f"line {at}"
            )
        if characters > limits.characters:
            reason = f"more than {limits.characters:,} characters of text"
            raise LimitError(reason, "split the file", f"line {at}")
    if not found:
        raise _nothing(tally)
    found[0] = replace(found[0], warnings=tally.warnings())
    return found


def _records(
    path: Path, limits: Limits, tally: _Tally
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Each readable record with the number of its line."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        reason = f"{size:,} bytes are more than the limit of {limits.file_bytes:,}"
        raise LimitError(reason, "split the file or raise limits.file_bytes")
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    for at, one in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not one.strip():
            continue
        try:
            record = json.loads(one.decode())
        except UnicodeDecodeError:
            tally.broken.append((at, "it is not text in UTF-8"))
        except RecursionError:
            tally.broken.append((at, "it is nested too deeply"))
        except ValueError as exc:
            tally.broken.append((at, f"it is not valid JSON ({getattr(exc, 'msg', exc)})"))
        else:
            if isinstance(record, dict):
                yield at, record
            else:
                tally.broken.append((at, "it is not a record with named fields"))


def _document(record: Mapping[str, object], at: int) -> Document:
    name = next((line(record[key]) for key in _ID if key in record), "")
    text = next((record[key] for key in _TEXT if isinstance(record.get(key), str)), "")
    pairs = _metadata(record)
    return Document(
        title=line(record.get("title")) or name or f"line {at}",
        blocks=tuple(prose_blocks(str(text))),
        facts=facts_from_pairs(pairs) if pairs else Facts(),
        part=name or f"line-{at}",
        external_id=name,
        metadata=pairs,
    )


def _metadata(record: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The record's metadata and its further fields, except lists and mappings among the latter."""
    pairs = {
        key: _value(value)
        for key, value in record.items()
        if key not in _FIELDS and not isinstance(value, (dict, list))
    }
    metadata = record.get("metadata")
    if isinstance(metadata, dict):
        pairs |= {line(key): _value(value) for key, value in metadata.items()}
    elif metadata:
        pairs["metadata"] = _value(metadata)
    return tuple(sorted((key, value) for key, value in pairs.items() if key and value))


def _value(value: object) -> str:
    if value is None or (isinstance(value, (str, int, float)) and not isinstance(value, bool)):
        return line(value)
    return line(json.dumps(value, ensure_ascii=False, sort_keys=True))


def _free(part: str, parts: dict[str, int]) -> str:
    """The part itself, or with more marks where a record has that very id."""
    while part in parts:
        part += "'"
    parts[part] = 1
    return part


def _places(lines: list[int]) -> str:
    named = ", ".join(str(at) for at in lines[:_NAMED])
    more = f" and {len(lines) - _NAMED} more" if len(lines) > _NAMED else ""
    return f"line{'s' if len(lines) > 1 else ''} {named}{more}"


def _nothing(tally: _Tally) -> UnreadableError:
    if tally.broken:
        at, why = tally.broken[0]
        return UnreadableError(
            f"no record could be read: {why}", "each line must be one JSON object", f"line {at}"
        )
    if tally.empty:
        return UnreadableError(
            "no record has text", "give each record a field `text`", f"line {tally.empty[0]}"
        )
    return UnreadableError("it holds no records", "each line must be one JSON object")
