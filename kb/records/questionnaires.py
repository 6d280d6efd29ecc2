"""Customers' questionnaires in the records: files, runs, rows, their history, and column maps."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.errors import NotFoundError, RuleError
from kb.questionnaires import codec
from kb.questionnaires.run import Change, Row, Run, State
from kb.records.engine import now
from kb.records.questionnaires_schema import (
    questionnaire_files,
    questionnaire_history,
    questionnaire_maps,
    questionnaire_rows,
    questionnaires,
)
from kb.values.questionnaires import ColumnMap, FileKind, Item


def asked_key(text: str) -> str:
    """What two wordings of a question share that differ in case, spaces and punctuation alone."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return hashlib.sha256(" ".join(re.findall(r"\w+", plain)).encode()).hexdigest()


def create(connection: Connection, run: Run, rows: Iterable[Row], data: bytes) -> None:
    """Store a run with its rows, and the file it came from unless it is there already."""
    known = sa.select(questionnaire_files.c.digest).where(
        questionnaire_files.c.digest == run.digest
    )
    if connection.execute(known).first() is None:
        file = {"digest": run.digest, "name": run.name, "data": data}
        connection.execute(sa.insert(questionnaire_files), file)
    connection.execute(sa.insert(questionnaires), {"id": run.id, **_run_row(run)})
    _put_rows(connection, run, rows)


def _put_rows(connection: Connection, run: Run, rows: Iterable[Row]) -> None:
    values = [
        {
            "run_id": run.id,
            "number": row.number,
            "asked": asked_key(row.item.text),
            "waiting": row.state is State.WAITING,
            "item": codec.item_json(row.item),
            "content": codec.row_json(row),
        }
        for row in rows
    ]
    if values:
        connection.execute(sa.insert(questionnaire_rows), values)


def reread(connection: Connection, run: Run, rows: Iterable[Row]) -> None:
    """Store a run whose file was read anew, with these rows in place of those it had.

    Raises ``RuleError`` as ``unanswered`` does.
    """
    unanswered(connection, run)
    own = questionnaire_rows.c.run_id == run.id
    connection.execute(sa.delete(questionnaire_rows).where(own))
    save_run(connection, run)
    _put_rows(connection, run, rows)


def unanswered(connection: Connection, run: Run) -> None:
    """Raise ``RuleError`` where a row of the run was answered or changed: read anew, its history
    would be about another row."""
    history = sa.select(questionnaire_history.c.seq).where(questionnaire_history.c.run_id == run.id)
    if connection.execute(history.limit(1)).first() is not None:
        raise RuleError(
            f"questions of {run.name} have been answered already, so it cannot be read anew; load "
            "the file again: it is read as was said last, and what was approved is kept"
        )


def remove(connection: Connection, run: Run) -> None:
    """Delete a run that nobody has worked on, and its file where no other run has it.

    Raises ``RuleError`` where a person decided on a row, or it was given back.
    """
    people = sa.select(questionnaire_history.c.seq).where(
        questionnaire_history.c.run_id == run.id, questionnaire_history.c.action != "answer"
    )
    if run.exported_at or connection.execute(people.limit(1)).first() is not None:
        raise RuleError(
            f"{run.name} has been worked on or given back, so it stays on record; "
            "reject its rows if nothing of it is to leave"
        )
    for table in (questionnaire_history, questionnaire_rows):
        connection.execute(sa.delete(table).where(table.c.run_id == run.id))
    connection.execute(sa.delete(questionnaires).where(questionnaires.c.id == run.id))
    same = sa.select(questionnaires.c.id).where(questionnaires.c.digest == run.digest)
    if connection.execute(same.limit(1)).first() is None:
        file = questionnaire_files.c.digest == run.digest
        connection.execute(sa.delete(questionnaire_files).where(file))


def save_run(connection: Connection, run: Run) -> None:
    """Store a run as it now is."""
    known = questionnaires.c.id == run.id
    connection.execute(sa.update(questionnaires).where(known).values(_run_row(run)))


def get_run(connection: Connection, identity: str) -> Run:
    """The run with this id, or whose id alone begins so; ``NotFoundError`` for none or several."""
    query = sa.select(questionnaires).where(questionnaires.c.id.startswith(identity))
    found = connection.execute(query.limit(2)).mappings().all() if identity else []
    if len(found) != 1:
        what = "several questionnaires begin with" if found else "there is no questionnaire"
        raise NotFoundError(f"{what} {identity}; see `vouch questionnaire list`")
    return _run(found[0])


def runs(connection: Connection, digest: str | None = None) -> list[Run]:
    """All runs (of this file, if given), the latest first."""
    query = sa.select(questionnaires).order_by(
        questionnaires.c.created_at.desc(), questionnaires.c.id
    )
    if digest is not None:
        query = query.where(questionnaires.c.digest == digest)
    return [_run(row) for row in connection.execute(query).mappings()]


def file_of(connection: Connection, run: Run) -> bytes:
    """The bytes of the customer's file."""
    query = sa.select(questionnaire_files.c.data).where(questionnaire_files.c.digest == run.digest)
    return bytes(connection.execute(query).scalar_one())


def rows(connection: Connection, identity: str, numbers: Sequence[int] | None = None) -> list[Row]:
    """The rows of a run in the order of the file; only these numbers, if given."""
    query = sa.select(questionnaire_rows).where(questionnaire_rows.c.run_id == identity)
    if numbers is not None:
        query = query.where(questionnaire_rows.c.number.in_(list(numbers)))
    found = connection.execute(query.order_by(questionnaire_rows.c.number)).mappings()
    return [_row(row) for row in found]


def same_question(connection: Connection, identities: Sequence[str], text: str) -> list[Row]:
    """The rows of these runs that ask the same, by ``asked_key``, in the order of the runs."""
    query = sa.select(questionnaire_rows).where(
        questionnaire_rows.c.asked == asked_key(text),
        questionnaire_rows.c.run_id.in_(list(identities)),
    )
    found = list(connection.execute(query).mappings())
    order = {identity: at for at, identity in enumerate(identities)}
    found.sort(key=lambda row: (order[row["run_id"]], row["number"]))
    return [_row(row) for row in found]


def save_row(
    connection: Connection,
    identity: str,
    before: Row | None,
    after: Row,
    *,
    action: str,
    actor: str,
    undoes: int | None = None,
) -> Row:
    """Store a row as it now is, and what was done to it; returns it with the time."""
    at = now()
    after = replace(after, changed_at=at)
    connection.execute(
        sa.update(questionnaire_rows)
        .where(questionnaire_rows.c.run_id == identity, questionnaire_rows.c.number == after.number)
        .values(waiting=after.state is State.WAITING, content=codec.row_json(after))
    )
    connection.execute(
        sa.insert(questionnaire_history).values(
            run_id=identity,
            number=after.number,
            at=at,
            actor=actor,
            action=action,
            undoes=undoes,
            before=sa.null() if before is None else codec.row_json(before),
            after=codec.row_json(after),
        )
    )
    return after


def annotate_row(connection: Connection, identity: str, row: Row) -> None:
    """Store what was found out about a row and changes nothing of its answer: no history."""
    connection.execute(
        sa.update(questionnaire_rows)
        .where(questionnaire_rows.c.run_id == identity, questionnaire_rows.c.number == row.number)
        .values(content=codec.row_json(row))
    )


def history(connection: Connection, identity: str, number: int | None = None) -> list[Change]:
    """Every change of a run, or of one of its rows, the first one first."""
    items = {row.number: row.item for row in rows(connection, identity)}
    query = sa.select(questionnaire_history).where(questionnaire_history.c.run_id == identity)
    if number is not None:
        query = query.where(questionnaire_history.c.number == number)
    found = connection.execute(query.order_by(questionnaire_history.c.seq)).mappings()
    return [_change(row, items[row["number"]]) for row in found]


def put_map(connection: Connection, shape: str, one: ColumnMap, actor: str) -> None:
    """Remember how a person said a sheet of this shape is read."""
    forget_map(connection, shape, one.sheet)
    connection.execute(
        sa.insert(questionnaire_maps).values(
            shape=shape, sheet=one.sheet, map=codec.map_json(one), actor=actor, at=now()
        )
    )


def forget_map(connection: Connection, shape: str, sheet: str) -> bool:
    """Forget it; whether there was one."""
    known = (questionnaire_maps.c.shape == shape) & (questionnaire_maps.c.sheet == sheet)
    return bool(connection.execute(sa.delete(questionnaire_maps).where(known)).rowcount)


def maps_of(connection: Connection, shape: str) -> list[ColumnMap]:
    """What is remembered for files of this shape."""
    query = sa.select(questionnaire_maps.c.map).where(questionnaire_maps.c.shape == shape)
    found = connection.execute(query.order_by(questionnaire_maps.c.sheet)).scalars()
    return [codec.map_from(one) for one in found]


def _run_row(run: Run) -> codec.Json:
    return {
        "name": run.name,
        "kind": run.kind.value,
        "digest": run.digest,
        "shape": run.shape,
        "path": run.path,
        "customer": run.customer,
        "due": run.due,
        "options": codec.options_json(run.options),
        "maps": _maps_json(run),
        "notes": list(run.notes),
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "exported_at": run.exported_at,
    }


def _maps_json(run: Run) -> list[codec.Json]:
    """How the sheets are read, each with what its columns are told apart by."""
    samples = {one.sheet: {"sample": codec.sample_json(one)} for one in run.samples}
    return [codec.map_json(one) | samples.get(one.sheet, {}) for one in run.maps]


def _run(row: sa.RowMapping) -> Run:
    return Run(
        id=row["id"],
        name=row["name"],
        kind=FileKind(row["kind"]),
        digest=row["digest"],
        shape=row["shape"],
        path=row["path"],
        customer=row["customer"],
        due=row["due"],
        options=codec.options_from(row["options"]),
        maps=tuple(map(codec.map_from, row["maps"])),
        notes=tuple(row["notes"]),
        created_at=row["created_at"],
        finished_at=row["finished_at"],
        exported_at=row["exported_at"],
        samples=tuple(
            codec.sample_from(one["sheet"], one["sample"]) for one in row["maps"] if "sample" in one
        ),
    )


def _row(row: sa.RowMapping) -> Row:
    return codec.row_from(row["content"], row["number"], codec.item_from(row["item"]))


def _change(row: sa.RowMapping, item: Item) -> Change:
    before, after = row["before"], row["after"]
    return Change(
        seq=row["seq"],
        run=row["run_id"],
        row=row["number"],
        at=row["at"],
        actor=row["actor"],
        action=row["action"],
        before=None if before is None else codec.row_from(before, row["number"], item),
        after=codec.row_from(after, row["number"], item),
        undoes=row["undoes"],
    )
