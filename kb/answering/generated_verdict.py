"""Which verdict stands when a language model proposes one.

A verdict is never the model's alone. What its cited sentences say is judged as without a model; the
model can have a verdict taken back where they bear it out, and given where there was none only if
each of them affirms. What it merely asserts changes nothing, and so neither does whoever talks it
into asserting something.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.answering.asked import Asked
from kb.answering.scored import Scored
from kb.answering.stance import stand
from kb.answering.stances import Stance
from kb.answering.verdict import judge
from kb.text.contrasts import Contrasts
from kb.values import Answer, Status, Verdict

_LOWER = (Verdict.PARTIAL, Verdict.NO)


@dataclass(frozen=True, slots=True)
class Settled:
    """The verdict in force, and whether the model's sentences may carry it.

    ``doubted``: the model itself proposed another one, without showing why.
    """

    verdict: Verdict | None
    accepted: bool
    doubted: bool = False


def settled(
    asked: Asked,
    plain: Answer,
    proposed: Verdict | None,
    cited: Sequence[Scored],
    contrasts: Contrasts,
    *,
    expired: bool,
) -> Settled:
    """Settle between the verdict of ``plain`` (the answer without a model) and the proposed one."""
    found = sorted(set(cited), key=lambda s: (-s.score, s.unit.passage.chunk_id, s.unit.start))
    judged = judge(asked, [replace(s) for s in found], (), contrasts).verdict
    if judged is Verdict.YES and expired:
        judged = Verdict.PARTIAL
    blank = plain.status is Status.ABSTAINED
    if not asked.yes_no:
        return Settled(None, accepted=True)
    if plain.verdict is None:
        agreed = judged if judged is proposed else None
        if agreed is Verdict.YES and not _all_affirm(asked, found, contrasts):
            agreed = None
        return Settled(agreed, accepted=not blank or agreed is not None)
    if judged is plain.verdict:
        doubted = proposed is not None and proposed is not judged
        return Settled(plain.verdict, accepted=True, doubted=doubted)
    if plain.verdict is Verdict.YES and judged in _LOWER and proposed in _LOWER:
        return Settled(Verdict.PARTIAL, accepted=True)
    return Settled(plain.verdict, accepted=False)


def _all_affirm(asked: Asked, found: Sequence[Scored], contrasts: Contrasts) -> bool:
    return all(stand(asked, s, contrasts).stance is Stance.AFFIRMS for s in found)
