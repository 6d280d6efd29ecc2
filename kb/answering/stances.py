"""The ways in which a unit can stand to a closed question."""

from dataclasses import dataclass
from enum import StrEnum

from kb.answering.scored import Scored


class Stance(StrEnum):
    """How a unit stands to what was asked."""

    AFFIRMS = "affirms"
    DENIES = "denies"
    HEDGES = "hedges"
    PARTLY = "partly"
    PLANS = "plans"
    NOT_APPLICABLE = "not_applicable"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Stand:
    """A unit's stance, and whether it leaves somebody or something out."""

    scored: Scored
    stance: Stance
    excepts: bool
    by_amount: bool = False
