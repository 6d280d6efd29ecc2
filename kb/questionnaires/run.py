"""A questionnaire being answered, as values: the run, its rows, and what was done to them."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kb.values import Answer, Audience, Status, Verdict
from kb.values.questionnaires import CellWrite, ColumnMap, FileKind, Item, SheetSample


class State(StrEnum):
    """How far a row has come; only a person makes one approved, rejected or edited."""

    WAITING = "waiting"
    DRAFTED = "drafted"
    IN_REVIEW = "in_review"
    EDITED = "edited"
    APPROVED = "approved"
    REJECTED = "rejected"


#: States that say what a person decided: answering again leaves such rows alone.
DECIDED = (State.EDITED, State.APPROVED, State.REJECTED)


class Outcome(StrEnum):
    """What became of a row, for counts and reports."""

    APPROVED = "approved"
    GROUNDED = "grounded"
    EDITED = "edited"
    BLANK = "blank"
    SKIPPED = "skipped"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is answered and worded.

    ``with_evidence`` adds the sources to the comment. ``organisation``: our own names, in whose
    place "we" may be said; see ``voice``. ``longest``: characters of a comment. ``product``: the
    one that approved answers are given for; empty for those of all products.
    """

    audience: Audience = Audience.INTERNAL
    with_evidence: bool = False
    organisation: tuple[str, ...] = ()
    longest: int = 600
    product: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What this customer was told before to the same question; ``run`` is where."""

    run: str
    at: str
    verdict: Verdict | None
    answer: str
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """Another row of the run that says otherwise, by its number, and how."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a run.

    ``record``: the id of its answer in the audit log. ``writes``: what goes into the customer's
    file. ``notes``: what a person should know, one sentence each. ``ask``: whom to ask. ``editor``:
    whose words the answer is, empty where it is Vouch's. ``personal``: why only a person may fill
    it in, empty for any other row. ``subject``: what it is about, where that could be told, as
    ``area/subject``.
    """

    number: int
    item: Item
    state: State = State.WAITING
    answer: Answer | None = None
    record: str = ""
    writes: tuple[CellWrite, ...] = ()
    notes: tuple[str, ...] = ()
    ask: str = ""
    owner: str = ""
    due: date | None = None
    editor: str = ""
    approver: str = ""
    approved_at: str = ""
    personal: str = ""
    subject: str = ""
    told: Told | None = None
    clashes: tuple[Clash, ...] = ()
    changed_at: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """The short answer, if there is one."""
        return None if self.answer is None else self.answer.verdict

    @property
    def text(self) -> str:
        """The answer in words, if there is one."""
        return "" if self.answer is None else self.answer.answer

    @property
    def outcome(self) -> Outcome:
        """What became of it; ``conditions.switched_off`` knows of rows that are skipped."""
        if self.answer is None:
            return Outcome.WAITING if self.state is State.WAITING else Outcome.BLANK
        if self.state is State.APPROVED and (self.text or self.verdict):
            return Outcome.APPROVED
        if self.editor:
            return Outcome.EDITED if self.text or self.verdict else Outcome.BLANK
        if self.answer.status is Status.ABSTAINED:
            return Outcome.BLANK
        return Outcome(self.answer.status.value)


@dataclass(frozen=True, slots=True)
class Run:
    """A questionnaire as it came in, and how it is answered.

    ``path``: where the file was. ``exported_at``: when the customer's file was last written.
    ``samples``: as in ``Questionnaire``; none for a run from before they were kept.
    """

    id: str
    name: str
    kind: FileKind
    digest: str
    shape: str
    path: str = ""
    customer: str = ""
    due: date | None = None
    options: Options = field(default_factory=Options)
    maps: tuple[ColumnMap, ...] = ()
    notes: tuple[str, ...] = ()
    created_at: str = ""
    finished_at: str = ""
    exported_at: str = ""
    samples: tuple[SheetSample, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the history: who did what to which question when, and the row before and after.

    ``undoes`` is the ``seq`` of the change that this one took back.
    """

    seq: int
    run: str
    row: int
    at: str
    actor: str
    action: str
    before: Row | None
    after: Row
    undoes: int | None = None
