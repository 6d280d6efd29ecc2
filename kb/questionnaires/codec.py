"""Rows and runs as plain JSON data and back, as the records keep them."""

from datetime import date
from typing import Any

from kb.contract import answer_json
from kb.questionnaires.run import Clash, Options, Row, State, Told
from kb.values import (
    Answer,
    Audience,
    Citation,
    Conflict,
    ConflictValue,
    Equivalence,
    Question,
    Reason,
    Status,
    Verdict,
)
from kb.values.questionnaires import (
    AnswerCell,
    CellWrite,
    ColumnMap,
    Condition,
    Item,
    Place,
    Role,
    SheetSample,
)

Json = dict[str, Any]


def item_json(item: Item) -> Json:
    """A question with its cells."""
    condition = item.condition
    return {
        "id": item.id,
        "place": [item.place.sheet, item.place.cell],
        "text": item.text,
        "ref": item.ref,
        "section": list(item.section),
        "guidance": item.guidance,
        "parts": list(item.parts),
        "cells": [_cell_json(cell) for cell in item.cells],
        "condition": None
        if condition is None
        else [condition.item, list(condition.values), condition.source],
        "hidden": item.hidden,
        "language": item.language,
        "confidence": item.confidence,
        "doubt": item.doubt,
    }


def item_from(data: Json) -> Item:
    """What ``item_json`` gave."""
    condition = data["condition"]
    return Item(
        id=data["id"],
        place=Place(*data["place"]),
        text=data["text"],
        ref=data["ref"],
        section=tuple(data["section"]),
        guidance=data["guidance"],
        parts=tuple(data["parts"]),
        cells=tuple(_cell_from(cell) for cell in data["cells"]),
        condition=None
        if condition is None
        else Condition(condition[0], tuple(condition[1]), condition[2]),
        hidden=data["hidden"],
        language=data["language"],
        confidence=data["confidence"],
        doubt=data["doubt"],
    )


def _cell_json(cell: AnswerCell) -> Json:
    return {
        "role": cell.role.value,
        "place": [cell.place.sheet, cell.place.cell],
        "choices": list(cell.choices),
        "closed": cell.closed,
        "current": cell.current,
        "writable": cell.writable,
        "why": cell.why,
        "mark": cell.mark,
    }


def _cell_from(data: Json) -> AnswerCell:
    return AnswerCell(
        Role(data["role"]),
        Place(*data["place"]),
        tuple(data["choices"]),
        data["closed"],
        data["current"],
        data["writable"],
        data["why"],
        data["mark"],
    )


def row_json(row: Row) -> Json:
    """All of a row but its number and its question, which never change."""
    return {
        "state": row.state.value,
        "answer": None if row.answer is None else answer_json(row.answer),
        "record": row.record,
        "writes": [[w.place.sheet, w.place.cell, w.text, w.numeric] for w in row.writes],
        "notes": list(row.notes),
        "ask": row.ask,
        "owner": row.owner,
        "due": None if row.due is None else row.due.isoformat(),
        "editor": row.editor,
        "approver": row.approver,
        "approved_at": row.approved_at,
        "personal": row.personal,
        "subject": row.subject,
        "told": None if row.told is None else told_json(row.told),
        "clashes": [[clash.row, clash.why] for clash in row.clashes],
        "changed_at": row.changed_at,
    }


def row_from(data: Json, number: int, item: Item) -> Row:
    """What ``row_json`` gave."""
    told = data["told"]
    return Row(
        number=number,
        item=item,
        state=State(data["state"]),
        answer=None if data["answer"] is None else answer_from(data["answer"]),
        record=data["record"],
        writes=tuple(CellWrite(Place(s, c), text, n) for s, c, text, n in data["writes"]),
        notes=tuple(data["notes"]),
        ask=data["ask"],
        owner=data["owner"],
        due=day(data["due"]),
        editor=data["editor"],
        approver=data["approver"],
        approved_at=data["approved_at"],
        personal=data["personal"],
        subject=data["subject"],
        told=None
        if told is None
        else Told(
            told["run"], told["at"], _verdict(told["verdict"]), told["answer"], told["approved"]
        ),
        clashes=tuple(Clash(row, why) for row, why in data["clashes"]),
        changed_at=data["changed_at"],
    )


def told_json(told: Told) -> Json:
    """What a customer was told before."""
    return {
        "run": told.run,
        "at": told.at,
        "verdict": None if told.verdict is None else told.verdict.value,
        "answer": told.answer,
        "approved": told.approved,
    }


def answer_from(data: Json) -> Answer:
    """What ``kb.contract.answer_json`` gave; of the question its text alone is kept."""
    return Answer(
        question=Question(data["question"], data["id"]),
        status=Status(data["status"]),
        answer=data["answer"],
        verdict=_verdict(data["verdict"]),
        reason=Reason(data["reason"]) if data["reason"] else None,
        confidence=data["confidence"],
        citations=tuple(map(_citation_from, data["citations"])),
        conflicts=tuple(
            Conflict(
                one["topic"],
                tuple(
                    ConflictValue(v["value"], _citation_from(v["citation"])) for v in one["values"]
                ),
            )
            for one in data["conflicts"]
        ),
        nearest=tuple(map(_citation_from, data["closest"])),
        note=data["note"],
        id=data["id"],
        equivalence=Equivalence(data["equivalence"]) if data["equivalence"] else None,
    )


def _citation_from(data: Json) -> Citation:
    return Citation(
        document=data["document"],
        document_id=data["document_id"],
        version=data["version"],
        heading=tuple(data["heading"]),
        page=data["page"],
        quote=data["quote"],
        start=data["start"],
        end=data["end"],
        chunk_id=data["chunk_id"],
        collection=data["collection"],
        source=data["source"],
        valid_until=day(data["valid_until"]),
        expired=data["expired"],
    )


def options_json(options: Options) -> Json:
    """How a run is answered."""
    return {
        "audience": options.audience.value,
        "with_evidence": options.with_evidence,
        "organisation": list(options.organisation),
        "longest": options.longest,
        "product": options.product,
    }


def options_from(data: Json) -> Options:
    """What ``options_json`` gave."""
    return Options(
        Audience(data["audience"]),
        data["with_evidence"],
        tuple(data["organisation"]),
        data["longest"],
        data.get("product", ""),  # rows from before there was one
    )


def map_json(one: ColumnMap) -> Json:
    """How the columns of a sheet are read."""
    return {
        "sheet": one.sheet,
        "columns": {column: role.value for column, role in one.columns.items()},
        "rows": [one.header, one.first, one.last],
        "skip": one.skip,
    }


def map_from(data: Json) -> ColumnMap:
    """What ``map_json`` gave."""
    columns = {column: Role(role) for column, role in data["columns"].items()}
    header, first, last = data["rows"]
    return ColumnMap(data["sheet"], columns, header, first, last, data["skip"])


def sample_json(one: SheetSample) -> Json:
    """What the columns of a sheet are told apart by; kept with its map."""
    return {"headings": dict(one.headings), "row": one.row, "sample": dict(one.sample)}


def sample_from(sheet: str, data: Json) -> SheetSample:
    """What ``sample_json`` gave."""
    return SheetSample(sheet, data["headings"], data["row"], data["sample"])


def day(text: str | None) -> date | None:
    """A date from its ISO form."""
    return None if text is None else date.fromisoformat(text)


def _verdict(text: str | None) -> Verdict | None:
    return None if text is None else Verdict(text)
