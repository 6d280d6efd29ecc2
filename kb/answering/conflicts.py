"""In-date sources that give different values for the same thing.

Two units conflict when they stand in different documents, answer the question about equally well,
and give different amounts of the same dimension. Both are shown; nothing is averaged.
"""

import re
from collections.abc import Sequence
from datetime import date

from kb.answering.asked import Asked, Value
from kb.answering.compose import citation
from kb.answering.predicates import predicate
from kb.answering.quantities import Dimension, Quantity
from kb.answering.scored import Scored
from kb.answering.values import amounts, answered_by
from kb.values import Conflict, ConflictValue

#: How close to the best unit another must come, in strength.
_CLOSE = 0.62
#: A unit that lacks words of the question must mean it about as well as the best one.
_PARAPHRASES = 0.95
#: A question asks about a subject, and a sentence states it, from these cosines on.
_UNDERSTOOD, _STATES, _BEHIND, _ALONE = 0.6, 0.64, 0.1, 0.15
_SAME = 0.04
#: Rows of a document's own history tell what it said once.
_HISTORY = re.compile(r"\b(?:revision|version|change) (?:history|log)\b|\bhistory\b", re.IGNORECASE)

#: What happened once is no rule, whatever number it names.
_EVENT = re.compile(r"\b(?:was|were|had|took|found)\b", re.IGNORECASE)
_RULE = re.compile(r"\b(?:must|shall|is|are|has|have|will|may|hold|held|holds)\b", re.IGNORECASE)


def find_conflict(
    asked: Asked, fit: Sequence[Scored], today: date, near: Sequence[Scored] = ()
) -> Conflict | None:
    """The different values that in-date units give, or None.

    ``fit``: the units that may answer, best first. ``near``: all that were found; one of them that
    states the question's subject as plainly as the best one does may disagree with it.
    """
    if asked.value is None or not fit:
        return None
    found: list[tuple[Quantity, Scored]] = []
    best = fit[0]
    others = [s for s in near if s not in fit and _on_the_same_subject(asked, s, best)]
    for scored in (*fit, *others):
        if not _speaks_to_the_same(asked, scored, best) or _out_of_date(scored, today):
            continue
        given = _amounts(asked, scored)
        if len(given) == 1 and not _known(given[0], scored, found):
            found.append((given[0], scored))
    if not found:
        return None
    dimension = found[0][0].dimension
    alike = [(q, s) for q, s in found if _comparable(q.dimension, dimension)]
    if len(alike) < 2 or len({s.unit.passage.document_id for _, s in alike}) < 2:
        return None
    values = tuple(ConflictValue(q.text, citation(s.unit, today)) for q, s in alike)
    return Conflict(asked.text, values)


def _on_the_same_subject(asked: Asked, scored: Scored, best: Scored) -> bool:
    """Whether a unit that lacks the question's words states its subject all the same."""
    return (
        scored.understood >= _UNDERSTOOD
        and scored.subject >= max(_STATES, best.subject - _BEHIND)
        and scored.margin >= 0
        and (scored.marks > 0 or scored.margin >= _ALONE)
        and not scored.unnamed
        and not scored.clash
        and not scored.unit.passage.truncated
        and scored.unit.passage.collection is best.unit.passage.collection
        and answered_by(asked, scored.unit)
    )


def _speaks_to_the_same(asked: Asked, scored: Scored, best: Scored) -> bool:
    """Whether a unit states a rule about the subject of the question, and not an event."""
    text = scored.unit.text
    verb = predicate(asked.text)
    lacking = scored.outside - best.outside - ({verb} if verb else set())
    alike = scored.strength >= _CLOSE * best.strength and (
        not lacking or scored.meaning >= _PARAPHRASES * best.meaning
    )
    return (
        (alike or _on_the_same_subject(asked, scored, best))
        and not (_EVENT.search(text) and not _RULE.search(text))
        and not any(_HISTORY.search(heading) for heading in scored.unit.passage.heading)
    )


def _out_of_date(scored: Scored, today: date) -> bool:
    passage = scored.unit.passage
    return any(d is not None and d < today for d in (passage.review_by, passage.valid_until))


def _amounts(asked: Asked, scored: Scored) -> list[Quantity]:
    """The amounts of a unit that answer the question, each once."""
    found: list[Quantity] = []
    for quantity in amounts(asked, scored.unit.text):
        if asked.value is Value.FREQUENCY and quantity.dimension is not Dimension.INTERVAL:
            continue
        if not any(_equal(quantity, other) for other in found):
            found.append(quantity)
    return found


def _known(quantity: Quantity, scored: Scored, found: list[tuple[Quantity, Scored]]) -> bool:
    """Whether the value is there already, or its document has spoken."""
    return any(
        _equal(quantity, other) or s.unit.passage.document_id == scored.unit.passage.document_id
        for other, s in found
    )


def _equal(one: Quantity, two: Quantity) -> bool:
    most = max(abs(one.amount), abs(two.amount), 1e-9)
    if not _comparable(one.dimension, two.dimension) or (one.low is None) != (two.low is None):
        return False
    apart = max(abs(one.amount - two.amount), abs((one.low or 0.0) - (two.low or 0.0)))
    return apart <= _SAME * most


def _comparable(one: Dimension, two: Dimension) -> bool:
    times = {Dimension.DURATION, Dimension.INTERVAL}
    return one is two or {one, two} <= times
