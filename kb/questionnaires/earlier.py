"""What was said before: rows a person approved for the same file, and what a customer was told."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from kb.library.entry import Draft, Entry, link_of
from kb.library.standing import Judge
from kb.questionnaires.run import Row, Run, State, Told
from kb.records import Records
from kb.records import questionnaires as stored
from kb.values import Answer, Status
from kb.values.questionnaires import Item


@dataclass(frozen=True, slots=True)
class Reused:
    """An approved row of an earlier run of the same file; ``reasons``: why it may not be reused."""

    row: Row
    run: Run
    reasons: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """A sentence for the reviewer."""
        said = (
            f"Approved by {self.row.approver} on {self.row.approved_at[:10]} in {self.run.id[:8]}"
        )
        return (
            f"{said}, needs review since {'; '.join(self.reasons)}." if self.reasons else f"{said}."
        )


@dataclass
class Past:
    """Looks up what earlier runs say."""

    records: Records
    run: Run

    def approved(self, item: Item) -> Reused | None:
        """The row that a person approved for this question of this very file, the latest one."""
        for run in self._same_file:
            with self.records.read() as connection:
                for row in stored.same_question(connection, [run.id], item.text):
                    if row.state is State.APPROVED and row.item.id == item.id and row.answer:
                        return self._judged(row, run)
        return None

    def _judged(self, row: Row, run: Run) -> Reused:
        assert row.answer is not None
        links = tuple(map(link_of, row.answer.citations))
        with self.records.read() as connection:
            judge = Judge(connection, date.today())
            standing = judge.standing(Entry("", Draft(row.item.text, evidence=links)))
        answer = replace(row.answer, citations=standing.citations)
        found = Reused(row, run, standing.reasons)
        kept = replace(row, answer=answer, notes=(*row.notes, found.note), clashes=(), told=None)
        return replace(found, row=kept)

    def told(self, item: Item, answer: Answer) -> Told | None:
        """What this customer was last told, where it differs from ``answer``."""
        if not self._same_customer or answer.status is Status.ABSTAINED:
            return None
        with self.records.read() as connection:
            for run in self._same_customer:
                for row in stored.same_question(connection, [run.id], item.text):
                    if row.writes:
                        return _differing(row, run, answer)
        return None

    @cached_property
    def _all(self) -> list[Run]:
        with self.records.read() as connection:
            return [run for run in stored.runs(connection) if run.id != self.run.id]

    @cached_property
    def _same_file(self) -> list[Run]:
        options = self.run.options
        return [
            run
            for run in self._all
            if run.digest == self.run.digest
            and run.options.audience == options.audience
            and _product(run) == _product(self.run)
        ]

    @cached_property
    def _same_customer(self) -> list[Run]:
        name = self.run.customer.casefold()
        known = [run for run in self._all if name and run.customer.casefold() == name]
        sight = self.run.options.audience
        # What was said of no product in particular was said of this one too.
        own = {"", _product(self.run)}
        return [
            run
            for run in known
            if run.exported_at and sight.covers(run.options.audience) and _product(run) in own
        ]


def _product(run: Run) -> str:
    return run.options.product.casefold()


def _differing(row: Row, run: Run, answer: Answer) -> Told | None:
    if row.verdict == answer.verdict and row.text == answer.answer:
        return None
    return Told(run.id, run.exported_at, row.verdict, row.text, row.state is State.APPROVED)
