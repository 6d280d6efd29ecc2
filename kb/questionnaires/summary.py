"""How a run stands: counts, what to review first, and which documents would close most gaps."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.answering import wording
from kb.questionnaires.cells import UNSETTLED
from kb.questionnaires.conditions import switched_off
from kb.questionnaires.run import DECIDED, Outcome, Row, State
from kb.values import Reason, Verdict

#: Below this confidence a person should look.
_UNSURE = 0.65
_EVIDENCE_LACKS = (Reason.NO_EVIDENCE, Reason.VALUE_MISSING)


@dataclass(frozen=True, slots=True)
class Concern:
    """A row to look at, the graver the higher ``weight``, and why."""

    row: int
    weight: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Blank rows that one document could answer; ``topics`` are what they ask about."""

    subject: str
    rows: tuple[int, ...]
    topics: tuple[str, ...] = ()

    @property
    def advice(self) -> str:
        """What to do, in a sentence."""
        many = len(self.rows)
        about = f" ({', '.join(self.topics)})" if self.topics else ""
        return (
            f"A document on “{self.subject}”{about} would answer {many} question{'s'[: many > 1]}."
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """``outcomes``, ``states``, ``verdicts`` and ``reasons`` count rows by name.

    ``skipped``: rows that are not to be filled in, and why. ``personal``: rows only a person fills.
    """

    total: int
    outcomes: Mapping[str, int]
    states: Mapping[str, int]
    verdicts: Mapping[str, int]
    reasons: Mapping[str, int]
    concerns: tuple[Concern, ...]
    gaps: tuple[Gap, ...]
    skipped: Mapping[int, str]
    personal: tuple[int, ...]


def summary(rows: Sequence[Row]) -> Summary:
    """How these rows, all of a run, stand."""
    skipped = switched_off(rows)
    shown = {row.number: outcome_of(row, skipped) for row in rows}
    told = [r for r in rows if shown[r.number] not in (Outcome.BLANK, Outcome.SKIPPED)]
    blank = [r for r in rows if shown[r.number] is Outcome.BLANK and r.answer is not None]
    concerns = [c for row in rows if row.number not in skipped for c in [_concern(row)] if c.weight]
    return Summary(
        total=len(rows),
        outcomes=Counter(outcome.value for outcome in shown.values()),
        states=Counter(row.state.value for row in rows),
        verdicts=Counter(row.verdict.value for row in told if row.verdict is not None),
        reasons=Counter(r.answer.reason.value for r in blank if r.answer and r.answer.reason),
        concerns=tuple(sorted(concerns, key=lambda c: (-c.weight, c.row))),
        gaps=_gaps(blank),
        skipped=skipped,
        personal=tuple(row.number for row in rows if row.personal),
    )


def outcome_of(row: Row, skipped: Mapping[int, str]) -> Outcome:
    """What became of a row, where some are skipped."""
    return Outcome.SKIPPED if row.number in skipped else row.outcome


def live_clashes(row: Row, rows: Mapping[int, Row]) -> tuple[str, ...]:
    """How other rows contradict this one, those left out that agree by now."""
    return tuple(
        clash.why
        for clash in row.clashes
        if clash.row in rows and rows[clash.row].state is not State.REJECTED
    )


def is_negated(text: str) -> bool:
    """Whether a question is put so that a yes may be the bad answer."""
    return bool(wording.NEGATION.search(wording.NOT_NEGATION.sub(" ", text)))


def _concern(row: Row) -> Concern:
    if row.state in DECIDED or row.answer is None or row.personal:
        return Concern(row.number, 0, ())
    answer = row.answer
    blank = row.outcome is Outcome.BLANK
    found: list[tuple[int, str]] = []
    if row.clashes:
        found.append((6, row.clashes[0].why))
    if answer.conflicts:
        found.append((5, "the sources disagree"))
    if row.told is not None:
        found.append((5, "this customer was told otherwise before"))
    if any(cited.expired for cited in answer.citations):
        found.append((4, "its evidence is out of date"))
    if not blank and row.verdict in (Verdict.NO, Verdict.PARTIAL):
        found.append((3, f"it says {row.verdict.value}"))
    if not blank and is_negated(row.item.text):
        found.append((3, "the question is put in the negative"))
    if not blank and answer.confidence < _UNSURE:
        found.append((2, f"confidence is {answer.confidence:.2f}"))
    if not blank and UNSETTLED in row.notes:
        found.append((3, "no yes or no follows from the documents"))
    elif not blank and any("left blank" in note for note in row.notes):
        found.append((2, "its answer does not fit the choices"))
    if row.item.doubt:
        found.append((1, f"the file was read with doubt: {row.item.doubt}"))
    return Concern(row.number, sum(weight for weight, _ in found), tuple(why for _, why in found))


def _gaps(blank: Sequence[Row]) -> tuple[Gap, ...]:
    subjects: dict[str, list[tuple[int, str]]] = {}
    for row in blank:
        if row.answer is None or row.answer.reason not in _EVIDENCE_LACKS or row.personal:
            continue
        area, _, topic = row.subject.partition("/")
        subject = area or (row.item.section[-1] if row.item.section else "")
        if subject:
            subjects.setdefault(subject, []).append((row.number, topic))
    gaps = [
        Gap(
            subject,
            tuple(number for number, _ in found),
            tuple(dict.fromkeys(topic for _, topic in found if topic)),
        )
        for subject, found in subjects.items()
    ]
    return tuple(sorted(gaps, key=lambda gap: (-len(gap.rows), gap.subject)))
