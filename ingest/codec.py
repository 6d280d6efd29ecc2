"""Documents as plain JSON data and back, so that they can cross a pipe from a reading process.

JSON and not pickle: what comes back from a process that reads untrusted files is checked piece by
piece and can never run code. A field that has its default is left out. The column names of table
rows stand once a document (``headers``) and are named by their place, since a table of ten thousand
rows would otherwise repeat them ten thousand times.
"""

from datetime import date
from typing import Any

from ingest.checked import Fields, as_flag, as_list, as_pair, as_texts
from kb.values import (
    Block,
    BlockKind,
    Catalog,
    Control,
    Crosswalk,
    CrosswalkRow,
    Document,
    Dropped,
    Facts,
    Relation,
)

__all__ = ["decode", "encode", "size"]

Json = dict[str, Any]


def encode(document: Document) -> Json:
    """The document as a dictionary of strings, numbers, booleans, lists and dictionaries."""
    headers: dict[tuple[str, ...], int] = {}
    data: Json = {
        "title": document.title,
        "blocks": [_encode_block(block, headers) for block in document.blocks],
    }
    if headers:
        data["headers"] = [list(header) for header in headers]
    _put(data, "facts", _encode_facts(document.facts))
    for name in ("part", "truncated", "external_id"):
        _put(data, name, getattr(document, name))
    _put(data, "metadata", [list(pair) for pair in document.metadata])
    _put(data, "dropped", [[dropped.text, dropped.reason] for dropped in document.dropped])
    _put(data, "warnings", list(document.warnings))
    if document.catalog is not None:
        data["catalog"] = _encode_catalog(document.catalog)
    if document.crosswalk is not None:
        data["crosswalk"] = _encode_crosswalk(document.crosswalk)
    return data


def decode(data: object) -> Document:
    """The document that ``encode`` turned into ``data``.

    Raises ``ValueError`` where ``data`` is anything else: a missing or unknown field, a wrong type.
    """
    fields = Fields(data, "document")
    headers = tuple(as_texts(item) for item in fields.items("headers"))
    catalog, crosswalk = fields.take("catalog", None), fields.take("crosswalk", None)
    return fields.done(
        Document(
            title=fields.text("title"),
            blocks=tuple(_decode_block(item, headers) for item in fields.items("blocks")),
            facts=_decode_facts(fields.take("facts", {})),
            part=fields.text("part", ""),
            truncated=fields.flag("truncated", False),
            external_id=fields.text("external_id", ""),
            metadata=tuple(as_pair(item) for item in fields.items("metadata")),
            dropped=tuple(Dropped(*as_pair(item)) for item in fields.items("dropped")),
            warnings=as_texts(fields.take("warnings", [])),
            catalog=None if catalog is None else _decode_catalog(catalog),
            crosswalk=None if crosswalk is None else _decode_crosswalk(crosswalk),
        )
    )


def size(document: Document) -> int:
    """Characters a document holds: blocks, column names (once), facts, and what was dropped."""
    headers = {block.header for block in document.blocks}
    return (
        sum(len(block.text) for block in document.blocks)
        + sum(len(name) for header in headers for name in header)
        + sum(len(dropped.text) for dropped in document.dropped)
        + sum(len(key) + len(value) for key, value in document.metadata + document.facts.other)
        + sum(len(warning) for warning in document.warnings)
        + _structured_size(document)
    )


def _structured_size(document: Document) -> int:
    """Characters of the catalogue and crosswalk a document carries."""
    controls = document.catalog.controls if document.catalog else ()
    rows = document.crosswalk.rows if document.crosswalk else ()
    return sum(len(c.id) + len(c.title) + len(c.text) + len(c.parent) for c in controls) + sum(
        len(r.source) + len(r.target) + len(r.note) for r in rows
    )


def _put(data: Json, name: str, value: Any) -> None:
    """Add a field unless it is empty, which is every such field's default."""
    if value:
        data[name] = value


def _encode_block(block: Block, headers: dict[tuple[str, ...], int]) -> Json:
    data: Json = {"kind": block.kind.value, "text": block.text}
    if block.level:
        data["level"] = block.level
    if block.page is not None:
        data["page"] = block.page
    if block.header:
        data["header"] = headers.setdefault(block.header, len(headers))
    return data


def _decode_block(data: object, headers: tuple[tuple[str, ...], ...]) -> Block:
    fields = Fields(data, "block")
    header: tuple[str, ...] = ()
    if "header" in fields:
        place = fields.number("header")
        if not 0 <= place < len(headers):
            raise ValueError(f"block: there is no header {place}")
        header = headers[place]
    return fields.done(
        Block(
            kind=BlockKind(fields.text("kind")),
            text=fields.text("text"),
            level=fields.number("level", 0),
            page=fields.number("page") if "page" in fields else None,
            header=header,
        )
    )


def _encode_facts(facts: Facts) -> Json:
    data: Json = {}
    for name in ("reference", "owner", "version", "status"):
        _put(data, name, getattr(facts, name))
    for name in ("effective", "review_by", "valid_until"):
        day: date | None = getattr(facts, name)
        if day is not None:
            data[name] = day.isoformat()
    _put(data, "other", [list(pair) for pair in facts.other])
    return data


def _decode_facts(data: object) -> Facts:
    fields = Fields(data, "facts")
    return fields.done(
        Facts(
            reference=fields.text("reference", ""),
            owner=fields.text("owner", ""),
            version=fields.text("version", ""),
            effective=fields.day("effective"),
            review_by=fields.day("review_by"),
            valid_until=fields.day("valid_until"),
            status=fields.text("status", ""),
            other=tuple(as_pair(item) for item in fields.items("other")),
        )
    )


def _encode_catalog(catalog: Catalog) -> Json:
    return {
        "id": catalog.id,
        "name": catalog.name,
        "issuer": catalog.issuer,
        "version": catalog.version,
        "controls": [[c.id, c.title, c.text, c.parent, c.assessable] for c in catalog.controls],
    }


def _decode_catalog(data: object) -> Catalog:
    fields = Fields(data, "catalog")
    controls: list[Control] = []
    for row in fields.items("controls"):
        *texts, assessable = as_list(row, 5)
        id_, title, text, parent = as_texts(texts)
        controls.append(Control(id_, title, text, parent, as_flag(assessable)))
    return fields.done(
        Catalog(
            id=fields.text("id"),
            name=fields.text("name"),
            controls=tuple(controls),
            issuer=fields.text("issuer"),
            version=fields.text("version"),
        )
    )


def _encode_crosswalk(crosswalk: Crosswalk) -> Json:
    return {
        "id": crosswalk.id,
        "name": crosswalk.name,
        "source": crosswalk.source,
        "target": crosswalk.target,
        "publisher": crosswalk.publisher,
        "rows": [[r.source, r.target, r.relation.value, r.note] for r in crosswalk.rows],
    }


def _decode_crosswalk(data: object) -> Crosswalk:
    fields = Fields(data, "crosswalk")
    rows: list[CrosswalkRow] = []
    for row in fields.items("rows"):
        source, target, relation, note = as_texts(as_list(row, 4))
        rows.append(CrosswalkRow(source, target, Relation(relation), note))
    return fields.done(
        Crosswalk(
            id=fields.text("id"),
            name=fields.text("name"),
            source=fields.text("source"),
            target=fields.text("target"),
            rows=tuple(rows),
            publisher=fields.text("publisher"),
        )
    )
