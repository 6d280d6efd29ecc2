"""Questionnaires in one place: start a run, answer it, see how it stands, give it back."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kb.answering.followups import resolve
from kb.errors import VouchError
from kb.library.entry import Draft, Entry, link_of
from kb.library.library import Library
from kb.questionnaires import review
from kb.questionnaires.answering import Answering, filling
from kb.questionnaires.consistency import clashes
from kb.questionnaires.review import Edit
from kb.questionnaires.run import DECIDED, Options, Row, Run, State
from kb.questionnaires.summary import Summary, summary
from kb.records import audit
from kb.records import questionnaires as stored
from kb.records.engine import now
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
    ) -> Run:
        """Store a questionnaire as read, to be answered; ``data`` are the bytes of its file.

        Raises ``VouchError`` where it has no questions.
        """
        if not questionnaire.items:
            notes = "; ".join(questionnaire.notes)
            raise VouchError(
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
        )
        rows = [Row(number, item, due=due) for number, item in enumerate(questionnaire.items, 1)]
        with self.base.records.write() as connection:
            stored.create(connection, run, rows, data)
        return run

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

    def answer(self, identity: str, actor: str = "local", *, again: bool = False) -> Iterator[Row]:
        """Answer the waiting rows of a run, each stored before it is given; then compare them all.

        ``again`` asks anew what nobody has decided on; a person's words are never overwritten.
        Stopped half-way, it goes on where it stopped.
        """
        run, rows = self._all(identity)
        wanted = [
            row
            for row in rows
            if row.state is State.WAITING or (again and row.state not in DECIDED)
        ]
        yield from Answering(self.base, run, rows, actor).answered(wanted)
        self._finish(run.id)

    def _finish(self, identity: str) -> None:
        """Compare the answers of a run with one another, and note that it is complete."""
        run, rows = self._all(identity)
        vectors = self.base.embedder.embed([row.item.text for row in rows])
        found = clashes(rows, vectors, self.base.contrasts)
        with self.base.records.write() as connection:
            for row in rows:
                if row.clashes != found.get(row.number, ()):
                    marked = replace(row, clashes=found.get(row.number, ()))
                    stored.annotate_row(connection, run.id, marked)
            stored.save_run(connection, replace(run, finished_at=run.finished_at or now()))

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

    def edit(self, identity: str, number: int, changed: Edit, by: str) -> Row:
        """Replace what a row says; see ``review.edit``."""
        run, rows = self._all(identity)
        using = filling(self.base, run, rows)
        return review.edit(self.base.records, run.id, number, changed, by, using)

    def to_library(self, identity: str, numbers: Sequence[int], by: str) -> Filed:
        """Put approved rows into the library of approved answers; those it has already stay."""
        run, rows = self._all(identity)
        base = self.base
        library = Library(base.records, base.embedder, base.thesaurus, base.contrasts)
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
            known = library.repeats(question)
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
                origin=f"questionnaire {run.id} row {row.number}",
            )
            try:
                added.append(library.add(draft, by, approve=True))
            except VouchError as error:
                left.append((row.number, str(error)))
        return Filed(tuple(added), tuple(left))

    def exported(self, identity: str, by: str, *, target: str, written: int) -> Run:
        """Note that the customer's file was written: what it says has been told from now on."""
        with self.base.records.write() as connection:
            run = replace(stored.get_run(connection, identity), exported_at=now())
            stored.save_run(connection, run)
            payload = {"questionnaire": run.id, "target": target, "written": written}
            audit.append(connection, "questionnaire.export", payload, actor=by)
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

    def forget(self, shape: str) -> int:
        """Read files of this shape as they would be; returns how many sheets were remembered."""
        with self.base.records.write() as connection:
            known = stored.maps_of(connection, shape)
            return sum(stored.forget_map(connection, shape, one.sheet) for one in known)

    def _all(self, identity: str) -> tuple[Run, list[Row]]:
        with self.base.records.read() as connection:
            run = stored.get_run(connection, identity)
            return run, stored.rows(connection, run.id)
