"""Questionnaires as plain JSON data and back, to cross the pipe from the process that reads them.

What comes back is checked field by field, since that process handled a stranger's file.
"""

from typing import Any

from ingest.checked import Fields, as_pair, as_text, as_texts
from kb.values.questionnaires import (
    AnswerCell,
    ColumnMap,
    Condition,
    FileKind,
    Item,
    Place,
    Questionnaire,
    Role,
    SheetSample,
)

__all__ = ["decode", "decode_map", "encode", "encode_map"]

Json = dict[str, Any]


def encode(questionnaire: Questionnaire) -> Json:
    """The questionnaire as dictionaries, lists and texts."""
    return {
        "name": questionnaire.name,
        "kind": questionnaire.kind.value,
        "digest": questionnaire.digest,
        "shape": questionnaire.shape,
        "items": [_item(item) for item in questionnaire.items],
        "maps": [encode_map(one) for one in questionnaire.maps],
        "notes": list(questionnaire.notes),
        "samples": [_sample(one) for one in questionnaire.samples],
    }


def decode(data: object) -> Questionnaire:
    """What ``encode`` turned into ``data``; ``ValueError`` for anything else."""
    fields = Fields(data, "questionnaire")
    return fields.done(
        Questionnaire(
            fields.text("name"),
            FileKind(fields.text("kind")),
            fields.text("digest"),
            fields.text("shape"),
            tuple(_decoded_item(item) for item in fields.items("items")),
            tuple(decode_map(one) for one in fields.items("maps")),
            as_texts(fields.take("notes", [])),
            tuple(_decoded_sample(one) for one in fields.items("samples")),
        )
    )


def encode_map(one: ColumnMap) -> Json:
    """A column map as plain data."""
    return {
        "sheet": one.sheet,
        "columns": [[column, role.value] for column, role in one.columns.items()],
        "rows": [one.header, one.first, one.last],
        "skip": one.skip,
    }


def decode_map(data: object) -> ColumnMap:
    """What ``encode_map`` turned into ``data``; ``ValueError`` for anything else."""
    fields = Fields(data, "map")
    columns = {
        as_text(pair[0]): Role(as_text(pair[1])) for pair in map(as_texts, fields.items("columns"))
    }
    header, first, last = (_count(number) for number in fields.items("rows"))
    return fields.done(
        ColumnMap(fields.text("sheet"), columns, header, first, last, fields.flag("skip"))
    )


def _sample(one: SheetSample) -> Json:
    return {
        "sheet": one.sheet,
        "headings": [list(pair) for pair in one.headings.items()],
        "row": one.row,
        "sample": [list(pair) for pair in one.sample.items()],
    }


def _decoded_sample(data: object) -> SheetSample:
    fields = Fields(data, "sample")
    return fields.done(
        SheetSample(
            fields.text("sheet"),
            dict(map(as_pair, fields.items("headings"))),
            _count(fields.take("row")),
            dict(map(as_pair, fields.items("sample"))),
        )
    )


def _item(item: Item) -> Json:
    data: Json = {
        "id": item.id,
        "place": _place(item.place),
        "text": item.text,
        "ref": item.ref,
        "section": list(item.section),
        "guidance": item.guidance,
        "parts": list(item.parts),
        "cells": [_cell(cell) for cell in item.cells],
        "hidden": item.hidden,
        "language": item.language,
        "confidence": str(item.confidence),
        "doubt": item.doubt,
    }
    if item.condition:
        one = item.condition
        data["condition"] = {"item": one.item, "values": list(one.values), "source": one.source}
    return data


def _decoded_item(data: object) -> Item:
    fields = Fields(data, "item")
    condition = None
    if "condition" in fields:
        one = Fields(fields.take("condition"), "condition")
        condition = one.done(
            Condition(one.text("item"), as_texts(one.take("values")), one.text("source"))
        )
    return fields.done(
        Item(
            id=fields.text("id"),
            place=_decoded_place(fields.take("place")),
            text=fields.text("text"),
            ref=fields.text("ref"),
            section=as_texts(fields.take("section")),
            guidance=fields.text("guidance"),
            parts=as_texts(fields.take("parts")),
            cells=tuple(_decoded_cell(cell) for cell in fields.items("cells")),
            condition=condition,
            hidden=fields.flag("hidden"),
            language=fields.text("language"),
            confidence=min(1.0, max(0.0, float(fields.text("confidence")))),
            doubt=fields.text("doubt"),
        )
    )


def _cell(cell: AnswerCell) -> Json:
    return {
        "role": cell.role.value,
        "place": _place(cell.place),
        "choices": list(cell.choices),
        "closed": cell.closed,
        "current": cell.current,
        "writable": cell.writable,
        "why": cell.why,
        "mark": cell.mark,
    }


def _decoded_cell(data: object) -> AnswerCell:
    fields = Fields(data, "cell")
    return fields.done(
        AnswerCell(
            Role(fields.text("role")),
            _decoded_place(fields.take("place")),
            as_texts(fields.take("choices")),
            fields.flag("closed"),
            fields.text("current"),
            fields.flag("writable"),
            fields.text("why"),
            fields.text("mark"),
        )
    )


def _place(place: Place) -> list[str]:
    return [place.sheet, place.cell]


def _decoded_place(data: object) -> Place:
    sheet, cell = as_texts(data)
    return Place(sheet, cell)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("a row number is needed")
    return value
