"""What the reader's opinion of a unit counts for, beside what its words show.

The reader is trained on pairs of a question and a sentence (``training/``) and is right often, not
always. So it may let a sentence answer that shares few words with the question; where the words
say all that is asked, they decide; and where words and reader contradict each other, there is no
verdict. The bounds were chosen on the dev halves of the gold sets.
"""

from kb.answering.scored import Scored
from kb.answering.stances import Stance
from kb.lexical.analysis import terms

#: From these log-odds on a unit answers, and below these it does not, whatever its words.
ANSWERS, BESIDE = 4.0, 0.0
#: Below this cosine it is about something else, whatever the reader says.
LEAST_MEANING = 0.25
#: … and below this one it proves nothing.
PROOF_MEANING = 0.4
#: A unit that covers this much of the question's words but lacks one may lack what is asked: an
#: incident log is no answer to "does it cover physical incidents?". Words alone prove then.
REPEATS = 0.3
#: What the words of a unit must cover and mean to say all that is asked.
WORDS_COVER, WORDS_MEAN = 0.68, 0.45
#: Words of a question that a sentence may lack and still say it all; any other may be the very
#: thing that is asked.
LIGHT = frozenset(terms("another every each go whole"))
#: From these log-odds on the reader's verdict is heard at all, affirms, and denies.
HEARD, AFFIRMS, DENIES = 0.0, 4.0, 1.0
#: How sure of its verdict it must be, to affirm and to deny …
SURE_YES, SURE_NO = 0.98, 0.85
#: … to say no and partly instead of what the words show, and yes instead of no.
_NO = {Stance.AFFIRMS: 0.9, Stance.SILENT: 0.9, Stance.PARTLY: 0.95}
_PART = {Stance.AFFIRMS: 0.9, Stance.SILENT: 0.9, Stance.DENIES: 0.8}
_YES_FOR_NO = 0.9


def answers(scored: Scored) -> bool:
    """Whether the reader is sure that the unit answers."""
    one = scored.reading
    return one is not None and one.answers >= ANSWERS and scored.meaning >= LEAST_MEANING


def is_beside(scored: Scored) -> bool:
    """Whether the reader is sure that the unit does not answer."""
    return scored.reading is not None and scored.reading.answers < BESIDE


def reconciled(found: Stance, scored: Scored) -> Stance:
    """The stance that a unit's words show, with what the reader makes of it."""
    one = scored.reading
    heard = one is not None and one.answers >= HEARD
    if one is None or not heard or found is Stance.NOT_APPLICABLE or by_words(scored):
        return found
    part = one.partial > _PART.get(found, 1.0)
    if found in _NO and one.no > _NO[found]:
        return Stance.DENIES
    if found is Stance.DENIES and one.yes > _YES_FOR_NO:
        return Stance.SILENT
    return Stance.PARTLY if part else found


def by_words(scored: Scored) -> bool:
    """Whether the words of a unit say all that is asked."""
    lacking = scored.absent - LIGHT
    return not lacking and scored.coverage >= WORDS_COVER and scored.meaning >= WORDS_MEAN


def affirms(scored: Scored) -> bool:
    """Whether the reader is sure that the unit proves what is asked."""
    one = scored.reading
    if one is None or scored.meaning < PROOF_MEANING:
        return False
    return one.yes >= SURE_YES and one.answers >= AFFIRMS


def repeats(scored: Scored) -> bool:
    """Whether the unit shares much with the question, but not words that may be what is asked."""
    return scored.coverage >= REPEATS and bool(scored.absent - LIGHT)


def denies(scored: Scored) -> bool:
    """Whether the reader is sure that the unit speaks against what is asked."""
    one = scored.reading
    return one is not None and one.no >= SURE_NO and one.answers >= DENIES
