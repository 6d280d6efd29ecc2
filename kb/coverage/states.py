"""From pieces of evidence to the state of a control."""

from collections.abc import Sequence

from kb.coverage.report import Evidence, Standing, State, Way

_SAYS_NO = (Standing.DENIED, Standing.PLANNED, Standing.NOT_APPLICABLE)
_SOME = (Standing.DONE, Standing.PARTLY, Standing.WISHED)


def state_of(found: Sequence[Evidence]) -> tuple[State, str]:
    """The state that the evidence supports, and in a few words why.

    A row or sentence that names the control and says less than "done" weighs more than a sentence
    that was found by its likeness.
    """
    current = [e for e in found if not e.citation.expired]
    told = [e for e in current if e.way is Way.MENTION]
    strong = [e for e in current if e.strong]
    held_back = [e for e in told if e.standing is not Standing.DONE]
    if strong and not held_back:
        return State.COVERED, ""
    if strong:
        return State.PARTLY, f"a document that names it says: {held_back[0].standing.value}"
    some = [e for e in current if e.standing in _SOME]
    if some:
        return State.PARTLY, _why_partly(some[0])
    if any(e.standing in _SOME for e in found if e.citation.expired):
        return State.OUT_OF_DATE, "the only evidence is past its review or end date"
    against = [e for e in current if e.standing in _SAYS_NO]
    if against:
        return State.GAP, f"the documents say: {against[0].standing.value}"
    return State.GAP, "nothing found"


def _why_partly(evidence: Evidence) -> str:
    if evidence.standing is Standing.PARTLY:
        return "in part, by its own words"
    if evidence.standing is Standing.WISHED:
        return "recommended, not required"
    if evidence.way is Way.CROSSWALK:
        return "only by way of a crosswalk"
    return evidence.note or "something near it; a person has to read it"
