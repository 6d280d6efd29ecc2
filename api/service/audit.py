"""``/v1/audit``: the log and its proofs, for admins; ``/v1/answers``: past answers, shown again."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.service.access import CallerDep, CoreDep, requires
from api.service.audit_models import (
    AuditPage,
    CheckpointShown,
    ConsistencyProof,
    InclusionProof,
    PastAnswer,
)
from api.service.core import Core
from api.service.keys import Caller
from api.service.paging import Limit, Offset
from api.service.problems import FORBIDDEN, RefusedError
from api.service.roles import Role
from kb.audit import checkpoints, shown
from kb.audit.listing import Wanted, listing
from kb.audit.notes import known_signer
from kb.errors import NotFoundError
from kb.records import audit_tree

router = APIRouter(prefix="/audit", tags=["audit"], dependencies=[requires(Role.ADMIN)])
answers = APIRouter(prefix="/answers", tags=["answers"], dependencies=[requires(Role.READER)])
_Text = Annotated[str, Query(max_length=200)]
_Size = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Of the first so many rows.")]


@router.get("")
def list_audit(
    core: CoreDep,
    caller: CallerDep,
    kind: _Text = "",
    actor: _Text = "",
    document: _Text = "",
    since: Annotated[date | None, Query(description="From this day on.")] = None,
    until: Annotated[date | None, Query(description="Up to this day.")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> AuditPage:
    """What was logged, the latest first.

    Who may not see everything gets the answers given for their own audience and the rows that hold
    no words: other rows are not there.
    """
    wanted = Wanted(kind, actor, document, since, until)
    with core.base.records.read() as connection:
        sight = None if core.base.settings.sees_all(caller.audience) else caller.audience
        total, rows = listing(connection, wanted, sight, limit, offset)
    lines = [{**row, "erased_by": row["erased_by"] or None} for row in rows]
    return AuditPage.model_validate(
        {"total": total, "limit": limit, "offset": offset, "rows": lines}
    )


@router.get("/checkpoint")
def show_checkpoint(core: CoreDep, caller: CallerDep) -> CheckpointShown:
    """The last signed checkpoint; keep it elsewhere, for `vouch audit verify --since`."""
    _check_sight(core, caller)
    with core.base.records.read() as connection:
        rows, last = audit_tree.size(connection), checkpoints.latest(connection)
    own = known_signer(core.base.settings.home)
    return CheckpointShown(
        rows=rows,
        size=None if last is None else last.size,
        root=None if last is None else last.root,
        at=None if last is None else last.at,
        note=None if last is None else last.note,
        public_key=None if own is None else own.public_key,
    )


@router.get("/proof/{record_id}")
def prove_inclusion(
    record_id: str, core: CoreDep, caller: CallerDep, size: _Size = None
) -> InclusionProof:
    """The proof that a row is in the log, as it is now or was at a checkpoint."""
    _check_sight(core, caller)
    with core.base.records.read() as connection:
        found = checkpoints.inclusion(connection, record_id, size)
    return InclusionProof.model_validate(asdict(found))


@router.get("/consistency")
def prove_consistency(
    core: CoreDep,
    caller: CallerDep,
    first: Annotated[int, Query(ge=1, le=2**31 - 1, description="Size of the earlier one.")],
    second: Annotated[int, Query(ge=1, le=2**31 - 1, description="Size of the later one.")],
) -> ConsistencyProof:
    """The proof that the log of one checkpoint is the beginning of that of another."""
    _check_sight(core, caller)
    with core.base.records.read() as connection:
        hashes = checkpoints.consistency(connection, first, second)
        return ConsistencyProof(
            first=first,
            second=second,
            first_root=audit_tree.root(connection, first).hex(),
            second_root=audit_tree.root(connection, second).hex(),
            hashes=hashes,
        )


@answers.get("/{record_id}")
def show_answer(record_id: str, core: CoreDep, caller: CallerDep) -> PastAnswer:
    """A past answer exactly as given, and what has become of what it quotes.

    Askers see their own, reviewers and admins everybody's; nobody one that was given for more than
    they may see now.
    """
    today = date.today()
    with core.base.records.read() as connection:
        try:
            row = shown.answer_row(connection, record_id)
        except NotFoundError as error:
            # That a row was erased tells whoever sees less that there was one.
            if core.base.settings.sees_all(caller.audience) and caller.role.holds(Role.REVIEWER):
                raise
            raise shown.absent(record_id) from error
        own = row["actor"] == caller.actor or caller.role.holds(Role.REVIEWER)
        if not own or not shown.may_see(connection, row, caller.audience):
            raise shown.absent(record_id)
        found = shown.shown(connection, row, today)
    if not core.base.settings.sees_all(caller.audience):
        # Changes are counted over all documents.
        found["made_by"].pop("change", None)
    found["answer"] = found["answer"] | {"record": record_id}
    found["quotes"] = [asdict(quote) for quote in found["quotes"]]
    return PastAnswer.model_validate(found | {"as_of": today})


def _check_sight(core: Core, caller: Caller) -> None:
    """The tree is over everybody's rows: its size alone tells of what others do."""
    if not core.base.settings.sees_all(caller.audience):
        raise RefusedError(
            FORBIDDEN,
            f"{caller.name} sees {caller.audience.value} documents; the tree of the log is over "
            "all of them and shown only to who may see them",
        )
