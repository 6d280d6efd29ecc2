"""The values of a coverage report."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.coverage.requirements import Requirement, Standard
from kb.values import Citation, Relation


class State(StrEnum):
    """How a control stands, as far as the documents tell."""

    COVERED = "covered"
    PARTLY = "partly"
    OUT_OF_DATE = "out of date"
    GAP = "gap"


class Way(StrEnum):
    """How a piece of evidence was found."""

    MENTION = "mention"
    CROSSWALK = "crosswalk"
    MEANING = "meaning"


class Standing(StrEnum):
    """What a sentence or row says of the practice: that it is so, or something less."""

    DONE = "done"
    PARTLY = "partly"
    WISHED = "wished"
    PLANNED = "planned"
    DENIED = "denied"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a crosswalk: from which control to which, and who says so."""

    framework: str
    control: str
    target_framework: str
    target: str
    relation: Relation
    source: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote, how it was found, and what it says.

    ``confidence``: 0 to 1, fitted for ``MEANING``. ``via``: the rows of crosswalks that lead from
    what the quote names to the control; more than one is no direct mapping.
    """

    way: Way
    citation: Citation
    standing: Standing
    confidence: float
    strong: bool
    via: tuple[Step, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One control with its state and its evidence, the best first.

    ``nearest`` is what comes nearest to it where there is no evidence: it shows nothing.
    """

    requirement: Requirement
    state: State
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    nearest: Citation | None = None

    @property
    def excluded(self) -> Evidence | None:
        """What says that the control does not apply, if anything does."""
        return next(
            (e for e in self.evidence if e.standing is Standing.NOT_APPLICABLE and _named(e)), None
        )


def _named(evidence: Evidence) -> bool:
    return evidence.way is Way.MENTION and not evidence.citation.expired


@dataclass(frozen=True, slots=True)
class Report:
    """The coverage of one framework on one day. ``documents``: how many were looked through."""

    standard: Standard
    controls: tuple[Coverage, ...]
    on: date
    documents: int
    passages: int

    @property
    def counts(self) -> Mapping[State, int]:
        """How many controls are in each state."""
        held = Counter(control.state for control in self.controls)
        return {state: held[state] for state in State}

    @property
    def families(self) -> list[tuple[str, str, list[Coverage]]]:
        """The controls by family (its id, its title), in the framework's order."""
        titles = dict(self.standard.families)
        groups: dict[str, list[Coverage]] = {}
        for control in self.controls:
            groups.setdefault(control.requirement.family, []).append(control)
        return [(family, titles.get(family, ""), held) for family, held in groups.items()]
