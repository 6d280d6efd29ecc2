"""Questionnaires in one place: start a run, answer it, see how it stands, give it back."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kb.answering.followups import resolve
from kb.errors import RuleError, VouchError
from kb.library.entry import Draft, Entry, link_of
from kb.questionnaires import review
from kb.questionnaires.answering import Answering, filling
from kb.questionnaires.consistency import clashes
from kb.questionnaires.review import Check, Edit, anything
from kb.questionnaires.run import DECIDED, Options, Row, Run, State
from kb.questionnaires.summary import Summary, summary
from kb.records import audit
from kb.records import questionnaires as stored
from kb.records.engine import now
from kb.records.questionnaires_log import EXPORT, START, Refused, export_json
from kb.values import Audience
from kb.values.questionnaires import ColumnMap, Questionnaire

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Shown:
    """A run with its rows, and how they stand."""

    run: Run
    rows: tuple[Row, ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class Filed:
    """What came of putting approved rows into the library: the entries made, and for each row left
    out its number and why.
    """

    added: tuple[Entry, ...]
    left: tuple[tuple[int, str], ...]


@dataclass
class Questionnaires:
    """The questionnaires of a knowledge base."""

    base: "KnowledgeBase"

    def start(
        self,
        questionnaire: Questionnaire,
        data: bytes,
        options: Options | None = None,
        *,
        customer: str = "",
        due: date | None = None,
        path: str = "",
        empty: bool = False,
        by: str = "local",
    ) -> Run:
        """Store a questionnaire as read, to be answered; ``data`` are the bytes of its file.

        Raises ``RuleError`` where it has no questions, unless it may be ``empty``.
        """
        if not questionnaire.items and not empty:
            notes = "; ".join(questionnaire.notes)
            raise RuleError(
                f"{questionnaire.name}: no questions were found"
                + (f" ({notes})" if notes else "")
                + "; say where they are with --map SHEET:C=question"
            )
        run = Run(
            id=uuid.uuid4().hex,
            name=questionnaire.name,
            kind=questionnaire.kind,
            digest=questionnaire.digest,
            shape=questionnaire.shape,
            path=path,
            customer=" ".join(customer.split()),
            due=due,
            options=options or Options(),
            maps=questionnaire.maps,
            notes=questionnaire.notes,
            created_at=now(),
            samples=questionnaire.samples,
        )
        with self.base.records.write() as connection:
            stored.create(connection, run, _waiting(questionnaire, due), data)
            note = {"questionnaire": run.id, "digest": run.digest, "rows": len(questionnaire.items)}
            note |= {"audience": run.options.audience.value}
            audit.append(connection, START, note, actor=by)
        return run

    def reread(self, identity: str, questionnaire: Questionnaire, by: str = "local") -> Run:
        """Take the questions of a run's file as they are read now.

        Raises ``RuleError`` once a question of it was answered.
        """
        with self.base.records.write() as connection:
            held = stored.get_run(connection, identity)
            found = questionnaire
            run = replace(held, maps=found.maps, notes=found.notes, samples=found.samples)
            stored.reread(connection, run, _waiting(questionnaire, held.due))
            note = {"questionnaire": run.id, "rows": len(questionnaire.items)}
            audit.append(connection, "questionnaire.reread", note, actor=by)
        return run

    def remove(self, identity: str, by: str) -> None:
        """Delete a run; ``RuleError`` where a person decided on a row, or it was given back."""
        with self.base.records.write() as connection:
            run = stored.get_run(connection, identity)
            stored.remove(connection, run)
            payload = {"questionnaire": run.id, "digest": run.digest}
            audit.append(connection, "questionnaire.remove", payload, actor=by)

    def unfinished(self, digest: str, customer: str, options: Options) -> Run | None:
        """The latest run of this file, for this customer and these options, with rows to answer."""
        found = self._like(digest, customer, options)
        return next((run for run in found if not run.finished_at), None)

    def finished(self, digest: str, customer: str, options: Options) -> Run | None:
        """The latest finished one, where no unfinished one is later."""
        found = self._like(digest, customer, options)
        return found[0] if found and found[0].finished_at else None

    def _like(self, digest: str, customer: str, options: Options) -> list[Run]:
        name = " ".join(customer.split()).casefold()
        with self.base.records.read() as connection:
            runs = stored.runs(connection, digest)
        return [r for r in runs if r.customer.casefold() == name and r.options == options]

    def to_answer(self, rows: Sequence[Row], *, again: bool = False, before: str = "") -> list[Row]:
        """Which of a run's rows are to be answered; see ``answer``."""
        return [
            row
            for row in rows
            if row.state is State.WAITING
            or (again and row.state not in DECIDED and (not before or row.changed_at < before))
        ]

    def answer(
        self,
        identity: str,
        actor: str = "local",
        *,
        again: bool = False,
        before: str = "",
        numbers: Collection[int] | None = None,
    ) -> Iterator[Row]:
        """Answer the waiting rows of a run, each stored before it is given; then compare them all.

        ``again`` asks anew what nobody has decided on (and what was answered ``before`` then, if
        given); a person's words are never overwritten. ``numbers``: only these rows. Stopped
        half-way, it goes on where it stopped.
        """
        run, rows = self._all(identity)
        found = self.to_answer(rows, again=again, before=before)
        wanted = [row for row in found if numbers is None or row.number in numbers]
        yield from Answering(self.base, run, rows, actor).answered(wanted)
        self._finish(run.id, actor)

    def _finish(self, identity: str, actor: str) -> None:
        """Compare the answers of a run with one another, and note that it is complete."""
        run, rows = self._all(identity)
        vectors = self.base.embedder.embed([row.item.text for row in rows])
        found = clashes(rows, vectors, self.base.contrasts)
        with self.base.records.write() as connection:
            run = stored.get_run(connection, run.id)
            for row in stored.rows(connection, run.id):  # as they are now: people go on meanwhile
                if row.clashes != found.get(row.number, ()):
                    marked = replace(row, clashes=found.get(row.number, ()))
                    stored.annotate_row(connection, run.id, marked)
            stored.save_run(connection, replace(run, finished_at=run.finished_at or now()))
            if not run.finished_at:
                note = {"questionnaire": run.id, "rows": len(rows)}
                audit.append(connection, "questionnaire.finish", note, actor=actor)

    def listing(self) -> list[Shown]:
        """Every run, the latest first."""
        with self.base.records.read() as connection:
            found = [(run, stored.rows(connection, run.id)) for run in stored.runs(connection)]
        return [Shown(run, tuple(rows), summary(rows)) for run, rows in found]

    def show(self, identity: str) -> Shown:
        """A run as it stands; ``NotFoundError`` for an id that is none."""
        run, rows = self._all(identity)
        return Shown(run, tuple(rows), summary(rows))

    def file(self, identity: str) -> bytes:
        """The bytes of the customer's file as it came."""
        with self.base.records.read() as connection:
            return stored.file_of(connection, stored.get_run(connection, identity))

    def edit(
        self, identity: str, number: int, changed: Edit, by: str, check: Check = anything
    ) -> Row:
        """Replace what a row says; see ``review.edit``."""
        run, rows = self._all(identity)
        using = filling(self.base, run, rows)
        return review.edit(self.base.records, run.id, number, changed, by, using, check)

    def to_library(
        self,
        identity: str,
        numbers: Sequence[int],
        by: str,
        audience: Audience = Audience.INTERNAL,
    ) -> Filed:
        """Put approved rows into the library of approved answers; those it has already stay.

        Entries that ``audience`` may not see are not taken for there already.
        """
        run, rows = self._all(identity)
        base = self.base
        library = base.library
        asking = Answering(base, run, rows, by)
        added: list[Entry] = []
        left: list[tuple[int, str]] = []
        for row in rows:
            if row.number not in numbers or row.answer is None:
                continue
            if row.state is not State.APPROVED:
                left.append((row.number, "nobody has approved it"))
                continue
            how = asking.framed(row.item)
            question = resolve(row.item.text, how.history, base.contrasts)
            known = library.repeats(question, run.options.product, audience)
            if known is not None:
                left.append((row.number, f"the library has it as {known.id}"))
                continue
            draft = Draft(
                question=question,
                answer=row.text,
                verdict=row.verdict,
                evidence=tuple(map(link_of, row.answer.citations)),
                owner=row.owner,
                audience=run.options.audience,
                product=run.options.product,
                origin=f"questionnaire {run.id} row {row.number}",
            )
            try:
                added.append(library.add(draft, by, approve=True))
            except VouchError as error:
                left.append((row.number, str(error)))
        return Filed(tuple(added), tuple(left))

    def exported(
        self,
        identity: str,
        by: str,
        *,
        target: str,
        written: int,
        refused: Sequence[Refused] = (),
        notes: Sequence[str] = (),
    ) -> Run:
        """Note that the customer's file was written: what it says has been told from now on."""
        with self.base.records.write() as connection:
            run = replace(stored.get_run(connection, identity), exported_at=now())
            stored.save_run(connection, run)
            payload = {"questionnaire": run.id, **export_json(target, written, refused, notes)}
            audit.append(connection, EXPORT, payload, actor=by)
        return run

    def maps(self, shape: str) -> list[ColumnMap]:
        """How a person said that files of this shape are to be read."""
        with self.base.records.read() as connection:
            return stored.maps_of(connection, shape)

    def remember(self, shape: str, maps: Sequence[ColumnMap], by: str) -> None:
        """Read files of this shape so from now on."""
        with self.base.records.write() as connection:
            for one in maps:
                stored.put_map(connection, shape, one, by)
            note = {"shape": shape, "sheets": [one.sheet for one in maps]}
            audit.append(connection, "questionnaire.map", note, actor=by)

    def forget(self, shape: str, by: str = "local") -> int:
        """Read files of this shape as they would be; returns how many sheets were remembered."""
        with self.base.records.write() as connection:
            known = stored.maps_of(connection, shape)
            gone = sum(stored.forget_map(connection, shape, one.sheet) for one in known)
            if gone:
                note = {"shape": shape, "sheets": [one.sheet for one in known]}
                audit.append(connection, "questionnaire.unmap", note, actor=by)
        return gone

    def _all(self, identity: str) -> tuple[Run, list[Row]]:
        with self.base.records.read() as connection:
            run = stored.get_run(connection, identity)
            return run, stored.rows(connection, run.id)


def _waiting(questionnaire: Questionnaire, due: date | None) -> list[Row]:
    return [Row(number, item, due=due) for number, item in enumerate(questionnaire.items, 1)]
