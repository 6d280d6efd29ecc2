"""``/v1/people``: who signed in, and what an admin lets them do."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.service.access import CallerDep, CoreDep, requires
from api.service.key_routes import check_grant
from api.service.paging import Limit, Offset
from api.service.roles import Role
from kb.records import people as stored
from kb.records.engine import now
from kb.records.people import Person
from kb.values import Audience

router = APIRouter(prefix="/people", tags=["access"], dependencies=[requires(Role.ADMIN)])


class PersonLine(BaseModel):
    """A person who signed in at least once."""

    id: str
    handle: str = Field(description="The person's name in the audit log; it never changes.")
    email: str
    name: str
    role: Role
    audience: Audience
    created_at: str
    seen_at: str
    blocked_at: str | None


class PeopleList(BaseModel):
    """A page of the people, by handle."""

    total: int
    limit: int
    offset: int
    people: list[PersonLine]


class PersonChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"role": "reviewer", "audience": "internal"}]},
    )

    role: Role | None = None
    audience: Audience | None = None
    blocked: bool | None = Field(None, description="Whether the person is kept out.")


@router.get("")
def list_people(
    core: CoreDep,
    limit: Limit = 100,
    offset: Offset = 0,
) -> PeopleList:
    """Everybody who signed in, by handle."""
    with core.base.records.read() as connection:
        found = stored.listing(connection)
    page = [_line(person) for person in found[offset : offset + limit]]
    return PeopleList(total=len(found), limit=limit, offset=offset, people=page)


@router.get("/{person_id}")
def show_person(person_id: str, core: CoreDep) -> PersonLine:
    """One person."""
    with core.base.records.read() as connection:
        return _line(stored.get(connection, person_id))


@router.patch("/{person_id}")
def change_person(
    person_id: str, asked: PersonChange, core: CoreDep, caller: CallerDep
) -> PersonLine:
    """Change what a person may do and see, from their next request on.

    Where the provider says the role (`oidc_role_claim`), it says it again at the next sign-in.
    """
    values: dict[str, Any] = {}
    if asked.role is not None:
        values["role"] = asked.role.value
    if asked.audience is not None:
        check_grant(caller, asked.audience)
        values["audience"] = asked.audience.value
    if asked.blocked is not None:
        values["blocked_at"] = now() if asked.blocked else ""
    with core.base.records.write() as connection:
        return _line(stored.change(connection, person_id, values, caller.actor))


def _line(person: Person) -> PersonLine:
    values = {name: getattr(person, name) for name in Person.__dataclass_fields__}
    return PersonLine.model_validate(values | {"blocked_at": person.blocked_at or None})
