"""``/v1/crosswalks``: what of one framework is mapped to what of another, and by whom."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.service.access import CoreDep, SightDep, requires
from api.service.paging import Limit, Offset, Page, page_of
from api.service.reports.frameworks import EXAMPLE, FrameworkLine, framework_line
from api.service.reports.known import Known, known
from api.service.roles import Role
from kb.coverage.report import Step
from kb.coverage.requirements import Standard
from kb.coverage.standards import natural
from kb.values import Relation

router = APIRouter(prefix="/crosswalks", tags=["reports"], dependencies=[requires(Role.READER)])
From = Annotated[
    str, Query(alias="from", min_length=1, max_length=200, description="A framework's id or name.")
]
To = Annotated[str, Query(min_length=1, max_length=200, description="Another framework's.")]


class StepLine(BaseModel):
    """One row of a crosswalk: how a control stands to another, and who says so."""

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)

    from_framework: str
    from_: str = Field(alias="from")
    to_framework: str
    to: str
    relation: Relation
    source: str


_ROW: dict[str, Any] = {
    "from": "CC6.1",
    "to_framework": "iso27001",
    "to": "A.5.15",
    "relation": "related",
    "source": "Crosswalk: SOC 2 to ISO 27001",
    "direct": True,
    "steps": [],
}
_SOC2 = EXAMPLE | {"id": "soc2", "name": "SOC 2", "issuer": "AICPA", "controls": 33, "families": 9}


class CrosswalkRow(BaseModel):
    """Two controls. ``relation`` and ``source`` are a direct row's; null where the way leads over a
    third framework, which is no mapping: a person has to judge it."""

    model_config = ConfigDict(
        serialize_by_alias=True, populate_by_name=True, json_schema_extra={"examples": [_ROW]}
    )

    from_: str = Field(alias="from")
    to_framework: str
    to: str
    relation: Relation | None
    source: str | None
    direct: bool
    steps: list[StepLine] = Field(description="The rows that an indirect way is made of.")


class CrosswalkRows(Page):
    """A page of a crosswalk; rows read the other way round are turned."""

    model_config = page_of("rows", _ROW, **{"from": _SOC2, "to": EXAMPLE})

    from_: FrameworkLine = Field(alias="from")
    to: FrameworkLine | None
    rows: list[CrosswalkRow]


class MatrixFamily(BaseModel):
    """A group of controls, and how many of them are mapped."""

    id: str
    title: str
    controls: int
    mapped: int


class MatrixCell(BaseModel):
    """How many pairs of controls of two groups are mapped to each other."""

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)

    from_: str = Field(alias="from")
    to: str
    pairs: int


class Matrix(BaseModel):
    """Two frameworks by their groups of controls; only cells with pairs are named."""

    model_config = ConfigDict(
        serialize_by_alias=True,
        populate_by_name=True,
        json_schema_extra={
            "examples": [
                {
                    "from": _SOC2,
                    "to": EXAMPLE,
                    "from_families": [{"id": "CC6", "title": "", "controls": 8, "mapped": 8}],
                    "to_families": [{"id": "A.5", "title": "", "controls": 37, "mapped": 21}],
                    "cells": [{"from": "CC6", "to": "A.5", "pairs": 9}],
                    "pairs": 9,
                }
            ]
        },
    )

    from_: FrameworkLine = Field(alias="from")
    to: FrameworkLine
    from_families: list[MatrixFamily]
    to_families: list[MatrixFamily]
    cells: list[MatrixCell]
    pairs: int


@router.get("")
def list_rows(
    core: CoreDep,
    sight: SightDep,
    from_: From,
    to: Annotated[
        str | None, Query(max_length=200, description="Another's; every other if left out.")
    ] = None,
    control: Annotated[
        str | None, Query(max_length=100, description="Only rows with this control, of either.")
    ] = None,
    indirect: Annotated[
        bool, Query(description="Also ways over a third framework, where no row is direct.")
    ] = False,
    limit: Limit = 200,
    offset: Offset = 0,
) -> CrosswalkRows:
    """The rows that map one framework to another, each with who says so. Nothing is inferred."""
    have = known(core, sight)
    left = have.standards.find(from_)
    right = have.standards.find(to) if to else None
    rows = list(_direct(have, left, right))
    if indirect:
        rows += _indirect(
            have, left, right, {(one.from_, one.to_framework, one.to) for one in rows}
        )
    if control:
        key = _key(control)
        rows = [one for one in rows if key in (_key(one.from_), _key(one.to))]
    rows.sort(key=lambda r: (natural(r.from_), r.to_framework, natural(r.to), r.source or ""))
    return CrosswalkRows.model_validate(
        {
            "total": len(rows),
            "limit": limit,
            "offset": offset,
            "from": framework_line(left),
            "to": None if right is None else framework_line(right),
            "rows": rows[offset : offset + limit],
        }
    )


@router.get("/matrix")
def show_matrix(core: CoreDep, sight: SightDep, from_: From, to: To) -> Matrix:
    """How many pairs of controls are mapped, by groups of controls: for a picture."""
    have = known(core, sight)
    left, right = have.standards.find(from_), have.standards.find(to)
    pairs = {(one.control, one.target) for one in have.links.between(left.id, right.id)}
    families = _family_of(left), _family_of(right)
    counts = Counter((families[0](one), families[1](two)) for one, two in pairs)
    return Matrix(
        from_=framework_line(left),
        to=framework_line(right),
        from_families=_groups(left, families[0], {one for one, _ in pairs}),
        to_families=_groups(right, families[1], {two for _, two in pairs}),
        cells=[
            MatrixCell(from_=one, to=two, pairs=count)
            for (one, two), count in sorted(
                counts.items(), key=lambda item: (natural(item[0][0]), natural(item[0][1]))
            )
        ],
        pairs=len(pairs),
    )


def _direct(have: Known, left: Standard, right: Standard | None) -> Iterator[CrosswalkRow]:
    others = [s.id for s in have.standards.all if s.id != left.id] if right is None else [right.id]
    for other in others:
        for step in have.links.between(left.id, other):
            yield CrosswalkRow(
                from_=step.control,
                to_framework=step.target_framework,
                to=step.target,
                relation=step.relation,
                source=step.source,
                direct=True,
                steps=[],
            )


def _indirect(
    have: Known, left: Standard, right: Standard | None, direct: set[tuple[str, str, str]]
) -> Iterator[CrosswalkRow]:
    """The shortest way to each pair that no row maps, the first one read."""
    taken = set(direct)
    for framework, control in list(have.links.steps):
        if framework == left.id or (right is not None and framework != right.id):
            continue
        for way in have.links.ways(framework, control):
            key = (way[0].control, framework, control)
            if len(way) < 2 or way[0].framework != left.id or key in taken:
                continue
            taken.add(key)
            yield CrosswalkRow(
                from_=way[0].control,
                to_framework=framework,
                to=control,
                relation=None,
                source=None,
                direct=False,
                steps=[_step(one) for one in way],
            )


def _step(one: Step) -> StepLine:
    return StepLine(
        from_framework=one.framework,
        from_=one.control,
        to_framework=one.target_framework,
        to=one.target,
        relation=one.relation,
        source=one.source,
    )


def _family_of(standard: Standard) -> Callable[[str], str]:
    known_ = {one.id: one.family for one in standard.requirements if one.family}
    return lambda control: known_.get(control) or re.split(r"[-\s(]|\.(?=\d+$)", control)[0]


def _groups(
    standard: Standard, family: Callable[[str], str], mapped: set[str]
) -> list[MatrixFamily]:
    titles = dict(standard.families)
    held: dict[str, set[str]] = {}
    for control in (*(one.id for one in standard.requirements), *sorted(mapped, key=natural)):
        held.setdefault(family(control), set()).add(control)
    return [
        MatrixFamily(id=one, title=titles.get(one, ""), controls=len(own), mapped=len(own & mapped))
        for one, own in held.items()
    ]


def _key(control: str) -> str:
    return "".join(control.split()).casefold()
