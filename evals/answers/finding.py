"""Whether a search for the question finds the passages that prove the answer.

A thing to be proved is found at the place of the first hit that proves it; several passages may
serve as well, and several things may stand in one. Recall@k: the share found in the first k.
Average precision@10: the mean over the things, of those found by its place divided by that place,
0 for one not found (trec_eval's, with a thing in the place of a relevant document; as several can
share a place, each counts at most 1).
"""

from collections.abc import Callable

from evals.answers.phrases import holds
from evals.answers.values import Observation, same_file
from evals.cases import Evidence
from kb.values import Passage

VERSION = "1"
DEPTH = 10


def recall_at(k: int) -> Callable[[Observation], tuple[float, float, str] | None]:
    """Recall@k of one case."""

    def judge(seen: Observation) -> tuple[float, float, str] | None:
        places = _places(seen)
        if places is None:
            return None
        found = [place for place in places if place is not None and place <= k]
        return len(found) / len(places), 1.0, "" if len(found) == len(places) else "not all found"

    return judge


def average_precision(seen: Observation) -> tuple[float, float, str] | None:
    """Average precision@10 of one case."""
    places = _places(seen)
    if places is None:
        return None
    found = sorted(place for place in places if place is not None)
    precisions = [min(1.0, sum(p <= place for p in found) / place) for place in found]
    return sum(precisions) / len(places), 1.0, ""


def _places(seen: Observation) -> list[int | None] | None:
    """The place of each thing to be proved, 1 for the first; None where nothing is to be."""
    wanted = seen.asked.gold.expect.evidence
    if not wanted or not seen.asked.search:
        return None
    return [_place(seen, evidence) for evidence in wanted]


def _place(seen: Observation, evidence: Evidence) -> int | None:
    return next((n for n, hit in enumerate(seen.hits, 1) if _proves(seen, hit, evidence)), None)


def _proves(seen: Observation, hit: Passage, evidence: Evidence) -> bool:
    file = seen.documents.file(hit.document_id)
    return any(same_file(file, p.file) and holds(hit.text, p.any_of) for p in evidence.proofs)
