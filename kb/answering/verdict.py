"""Yes, or nothing: the short answer to a question about the organisation's practice.

Only a plain statement gives a verdict: asserted (must, is, are …), not hedged (should, may, plans),
not negated, without an exception, and covering nearly every word of the question. Everything else
is left to a reader, since a wrong "yes" is a broken contract.
"""

import re

from kb.answering.asked import Asked, Kind
from kb.answering.evidence import Scored
from kb.values import Collection, Verdict

_HEDGED = re.compile(
    r"\b(?:should|may|might|can|could|would|plan(?:s|ned|ning)?|intend\w*|aim(?:s|ed)?|expect\w*|"
    r"encourag\w*|recommend\w*|where (?:possible|feasible|practical\w*)|if (?:possible|feasible)|"
    r"optional\w*|pilot\w*|future|roadmap|upcoming|target\w*|propos\w*|consider\w*|will|"
    r"from q[1-4]|not yet|partial\w*|some|most|best effort)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|never|no|none|neither|nor|without|cannot|\w+n['’]t|prohibit\w*|forbid\w*|exclud\w*)\b",
    re.IGNORECASE,
)
_EXCEPTED = re.compile(
    r"\b(?:except\w*|unless|other than|apart from|only|limited to|exempt\w*)\b", re.IGNORECASE
)
_ASSERTED = re.compile(
    r"\b(?:must|shall|is|are|was|were|has|have|does|do|requires?|enforces?|\w+s)\b", re.IGNORECASE
)
_UNIVERSAL = re.compile(r"\b(?:all|every|any|always|each|entire|only|never|no)\b", re.IGNORECASE)
_COVERAGE = 0.75
_MEANING = 0.5


def verdict(asked: Asked, best: Scored) -> Verdict | None:
    """``yes`` when the best unit plainly affirms what was asked, else None."""
    if asked.kind is not Kind.PRACTICE or not asked.yes_no:
        return None
    unit = best.unit
    if unit.passage.collection is not Collection.POLICY:
        return None
    if best.coverage < _COVERAGE or best.meaning < _MEANING:
        return None
    if _NEGATED.search(asked.text) or _UNIVERSAL.search(asked.text):
        return None
    stated = unit.text
    if _HEDGED.search(stated) or _NEGATED.search(stated) or _EXCEPTED.search(stated):
        return None
    return Verdict.YES if _ASSERTED.search(stated) else None
