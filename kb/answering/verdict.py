"""The short answer to a question about the organisation's practice, and the units that prove it.

Yes needs a plain statement that covers the question; a statement that denies, another that leaves
somebody out, or one that only hopes, lowers it. Silence is never no, and a framework's wording
never proves a practice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.answering import readings, wording
from kb.answering.asked import Asked
from kb.answering.predicates import predicate
from kb.answering.scored import Scored
from kb.answering.stance import stand
from kb.answering.stances import Stance, Stand
from kb.text.contrasts import Contrasts
from kb.values import Collection, Verdict

#: A unit speaks to the question while its score is this share of the best one's.
_SPEAKS = 0.8
#: … and objects to a yes from this share on.
_OBJECTS = 0.6
_MOST = 6
#: An amount that differs contradicts from this share of the affirming unit's score on.
_AS_WELL = 0.93
#: What a unit must cover and mean to deny: less than to affirm, since a wrong yes costs most.
_NO_COVERAGE, _NO_MEANING = 0.5, 0.4


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, or None where the units do not settle it, and the units in order of telling.

    The first ``must`` of them belong in the answer whatever their score: a part is told with what
    it leaves out.
    """

    verdict: Verdict | None
    told: tuple[Scored, ...]
    must: int = 1


def judge(
    asked: Asked,
    fit: Sequence[Scored],
    weak: Sequence[Scored],
    contrasts: Contrasts,
    today: date = date.max,
) -> Judgement:
    """Judge a closed question by the units ``fit`` to answer it (best first).

    ``weak`` units cannot answer it, but one of them that denies still takes a yes back to partial.
    """
    # "Do you have …, and how often is it tested?" asks for a value; a yes would say too much.
    if (
        not asked.yes_no
        or asked.value is not None
        or fit[0].unit.passage.collection is not Collection.POLICY
    ):
        return Judgement(None, tuple(fit))
    best = fit[0].score
    speaking = [s for s in fit[:_MOST] if s.score >= _SPEAKS * best]
    stands = [stand(asked, s, contrasts, today) for s in speaking]
    # Where a sentence shares much with the question, what it lacks may be what is asked: only
    # words prove then.
    close = any(readings.repeats(s) for s in (*fit, *weak))
    affirming = [s for s in stands if s.stance is Stance.AFFIRMS and _proves(s, close=close)]
    denying = [s for s in stands if s.stance is Stance.DENIES and _speaks_against(s)]
    if affirming:
        denying = [s for s in denying if _contradicts(asked, s, affirming[0])]
    partly = [s for s in stands if s.stance in (Stance.PARTLY, Stance.HEDGES, Stance.PLANS)]
    verdict = _verdict(asked, affirming, denying, partly)
    if verdict is Verdict.YES:
        others = [
            s
            for s in (*fit, *weak)
            if s not in speaking and s.score >= _OBJECTS * best and _concerns(asked, s)
        ]
        denying = [
            s
            for s in (stand(asked, o, contrasts, today) for o in others)
            if s.stance is Stance.DENIES and _contradicts(asked, s, affirming[0])
        ]
        verdict = Verdict.PARTIAL if denying else verdict
    if verdict is None and speaking and stands[0].stance is Stance.NOT_APPLICABLE:
        verdict, denying = Verdict.NOT_APPLICABLE, stands[:1]
    both = verdict is Verdict.PARTIAL and affirming and denying
    told_first = verdict in (Verdict.NO, Verdict.NOT_APPLICABLE)
    first = denying[:1] if told_first else (affirming or partly or denying)[:1]
    second = denying[:1] if both else []
    led = [*first, *second]
    order = [*led, *(s for s in (*denying, *partly, *affirming) if s not in led)]
    told = tuple(s.scored for s in order) if order else tuple(speaking)
    return Judgement(verdict, told, must=max(len(led), 1))


def _verdict(
    asked: Asked, affirming: list[Stand], denying: list[Stand], partly: list[Stand]
) -> Verdict | None:
    excepted = any(s.excepts for s in (*affirming, *denying))
    if affirming and denying:
        # A ban with permitted exceptions is a ban; a rule that somebody is left out of is a part.
        banned = asked.permission and denying[0].scored.score >= affirming[0].scored.score
        return Verdict.NO if banned else Verdict.PARTIAL
    if affirming:
        if any(s.scored.score > affirming[0].scored.score for s in partly):
            return Verdict.PARTIAL
        if excepted and wording.UNIVERSAL.search(asked.text):
            return Verdict.PARTIAL
        return Verdict.YES
    if denying:
        # One sentence says yes to a part of what is asked, another no to the rest.
        part = excepted or any(s.stance is Stance.PARTLY for s in partly)
        return Verdict.PARTIAL if part and not asked.permission else Verdict.NO
    if partly:
        planned = all(s.stance is Stance.PLANS for s in partly)
        return Verdict.NO if planned else Verdict.PARTIAL
    return None


def _concerns(asked: Asked, scored: Scored) -> bool:
    """Whether a unit that may object speaks of what is asked to be done, and not only near it."""
    verb = predicate(asked.text)
    return len(scored.absent) <= 1 and (verb is None or verb not in scored.outside)


def _contradicts(asked: Asked, denying: Stand, affirming: Stand) -> bool:
    """Whether a unit that says no speaks of the same as one that says yes.

    Another amount alone ("reviewed once a year") contradicts only where it fits about as well.
    """
    if denying.by_amount and denying.scored.score < _AS_WELL * affirming.scored.score:
        return False
    return _concerns(asked, denying.scored)


def _proves(s: Stand, *, close: bool) -> bool:
    return readings.by_words(s.scored) or (not close and readings.affirms(s.scored))


def _speaks_against(s: Stand) -> bool:
    if s.scored.states_it or (s.scored.named and s.scored.unit.is_row):
        return True
    if readings.denies(s.scored):
        return True
    return s.scored.coverage >= _NO_COVERAGE and s.scored.meaning >= _NO_MEANING
