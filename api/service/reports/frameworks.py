"""``/v1/frameworks``: those there are, and the controls of one."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.service.access import CoreDep, SightDep, requires
from api.service.paging import Limit, Offset, Page, page_of
from api.service.reports.known import known
from api.service.roles import Role
from kb.answering.frameworks import Framework, Frameworks
from kb.coverage.requirements import Standard

router = APIRouter(prefix="/frameworks", tags=["reports"], dependencies=[requires(Role.READER)])


EXAMPLE: dict[str, Any] = {
    "id": "iso27001",
    "name": "ISO/IEC 27001",
    "issuer": "ISO/IEC",
    "kind": "standard",
    "version": "2022",
    "aliases": ["ISO 27001"],
    "controls": 93,
    "families": 4,
    "origin": "catalogue",
}


class FrameworkLine(BaseModel):
    """A framework, and where its controls are known from."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: str
    name: str
    issuer: str
    kind: str
    version: str
    aliases: list[str]
    controls: int
    families: int
    origin: Literal["catalogue", "crosswalk", "documents", "name"] = Field(
        description="`name`: nothing but the name is known, no control of it."
    )


class FrameworkList(Page):
    """A page of the frameworks, those with controls first."""

    model_config = page_of("frameworks", EXAMPLE)

    frameworks: list[FrameworkLine]


class ControlLine(BaseModel):
    """A control; its text is empty where only its number is known."""

    id: str
    title: str
    text: str
    family: str


class FamilyLine(BaseModel):
    """A group of controls."""

    id: str
    title: str
    controls: int


class ControlList(Page):
    """A page of a framework's controls, in its own order."""

    model_config = page_of(
        "controls",
        {"id": "A.5.15", "title": "Access control", "text": "", "family": "A.5"},
        framework=EXAMPLE,
        families=[{"id": "A.5", "title": "Organizational controls", "controls": 37}],
    )

    framework: FrameworkLine
    families: list[FamilyLine]
    controls: list[ControlLine]


@router.get("")
def list_frameworks(
    core: CoreDep,
    sight: SightDep,
    origin: Annotated[
        Literal["catalogue", "crosswalk", "documents", "name"] | None,
        Query(description="Only those whose controls are known from there."),
    ] = None,
    limit: Limit = 200,
    offset: Offset = 0,
) -> FrameworkList:
    """The frameworks whose controls are known, then those that Vouch knows by name alone."""
    standards = known(core, sight).standards.all
    taken = {one for standard in standards for one in standard.frameworks}
    lines = [framework_line(standard) for standard in standards]
    lines += [_named(one) for one in Frameworks.load().all if one.id not in taken]
    lines = [one for one in lines if origin in (None, one.origin)]
    page = lines[offset : offset + limit]
    return FrameworkList(total=len(lines), limit=limit, offset=offset, frameworks=page)


@router.get("/{framework_id}/controls")
def list_controls(
    framework_id: str,
    core: CoreDep,
    sight: SightDep,
    family: Annotated[str | None, Query(max_length=200, description="Only of this group.")] = None,
    text: Annotated[
        str | None, Query(max_length=400, description="Words of its number, title or text.")
    ] = None,
    limit: Limit = 200,
    offset: Offset = 0,
) -> ControlList:
    """The controls of a framework, by its id or any of its names."""
    standard = known(core, sight).standards.find(framework_id)
    words = (text or "").casefold().split()
    found = [
        one
        for one in standard.requirements
        if (family is None or one.family == family)
        and all(word in f"{one.id} {one.title} {one.text}".casefold() for word in words)
    ]
    return ControlList(
        total=len(found),
        limit=limit,
        offset=offset,
        framework=framework_line(standard),
        families=families(standard),
        controls=[
            ControlLine(id=one.id, title=one.title, text=one.text, family=one.family)
            for one in found[offset : offset + limit]
        ],
    )


def families(standard: Standard) -> list[FamilyLine]:
    """The groups of a framework's controls, in its own order."""
    titles = dict(standard.families)
    counts: dict[str, int] = {}
    for one in standard.requirements:
        counts[one.family] = counts.get(one.family, 0) + 1
    return [
        FamilyLine(id=family, title=titles.get(family, ""), controls=count)
        for family, count in counts.items()
    ]


def framework_line(standard: Standard) -> FrameworkLine:
    """A framework whose controls are known."""
    named = [Frameworks.load().get(one) for one in sorted(standard.frameworks)]
    only = named[0] if len(named) == 1 else None
    return FrameworkLine.model_validate(
        {
            "id": standard.id,
            "name": standard.name,
            "issuer": only.issuer if only else "",
            "kind": only.kind if only else "",
            "version": standard.version,
            "aliases": list(only.aliases) if only else [],
            "controls": len(standard.requirements),
            "families": len({one.family for one in standard.requirements}),
            "origin": standard.origin,
        }
    )


def _named(one: Framework) -> FrameworkLine:
    return FrameworkLine(
        id=one.id,
        name=one.name,
        issuer=one.issuer,
        kind=one.kind,
        version="",
        aliases=list(one.aliases),
        controls=0,
        families=0,
        origin="name",
    )
