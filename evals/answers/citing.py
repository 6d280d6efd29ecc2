"""Whether what is cited proves the answer, all of it, and nothing but it, and is not made up.

A citation of a gold case is *precise* when

1. it stands in a passage that proves the answer (a phrase of the gold evidence stands in the
   passage of that file), or its quote holds a required phrase (``must`` or ``conflict``) which the
   question does not give away, from a collection that the gold evidence is from: a second valid
   passage is no mistake. A comparison has two sides to tell of: there, a quote from a file of the
   gold evidence that names one of the things compared will do; and
2. the quote carries its weight: one point (a thing proved, or a required group of phrases) for
   each 400 characters begun. Whoever quotes the page quotes mostly what was not asked.

Every citation under an answer that should not have been given is imprecise. ``quote precision``
is stricter: the quote itself holds a gold or required phrase, not merely its passage.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from evals.answers.phrases import holds
from evals.answers.shown import answered, citations, quotes
from evals.answers.values import Documents, Observation, same_file
from evals.cases import GoldCase, Kind, Proof, mentions
from kb.values import Citation

#: Changes whenever the same citations would be judged otherwise.
VERSION = "1"
#: Characters of a quote that one phrase can carry.
CARRIED = 400
#: A standard, a report or a law by its short name: SOC 2, ISO/IEC 27001, GDPR.
_NAME = re.compile(r"\b[A-Z][A-Z/]+(?:[ -]\d[\w.]*)?")


@dataclass(frozen=True)
class GoldProof:
    """What proves the answer to a gold case, held against what was cited."""

    case: GoldCase
    documents: Documents

    def proofs(self) -> Iterator[Proof]:
        """Every passage that proves something, each of which serves as well as its neighbour."""
        for evidence in self.case.expect.evidence:
            yield from evidence.proofs

    def required(self) -> list[list[str]]:
        """The groups of phrases an answer must give, less what the question gives away."""
        expect = self.case.expect
        asked = " ".join((*self.case.history, self.case.question))
        groups = (*expect.must, *expect.conflict)
        return [[p for p in group if not mentions(asked, p)] for group in groups]

    def in_passage(self, cited: Citation) -> bool:
        """Whether ``cited`` stands in a passage that proves something."""
        text = self.documents.passage(cited)
        return any(self._of(cited, proof) and holds(text, proof.any_of) for proof in self.proofs())

    def points(self, cited: Citation) -> int:
        """How many points the quote itself holds: things proved, and required groups besides."""
        proved = [
            found
            for evidence in self.case.expect.evidence
            if (found := self._phrases_of(cited, evidence.proofs))
        ]
        if not self._same_collection(cited):
            return len(proved)
        told = " ".join(phrase for found in proved for phrase in found)
        groups = [[p for p in group if mentions(cited.quote, p)] for group in self.required()]
        # What stands in the words that prove something is no second point.
        others = [g for g in groups if g and not any(mentions(told, p) for p in g)]
        return len(proved) + len(others)

    def precise(self, cited: Citation) -> bool:
        """See the top of this module."""
        points = self.points(cited)
        proves = points > 0 or self.in_passage(cited) or self._tells_of_a_side(cited)
        return proves and len(cited.quote) <= CARRIED * max(1, points)

    def proved(self, cited: list[Citation]) -> int:
        """How many of the things to be proved are."""
        return sum(
            any(
                self._of(one, proof) and holds(self.documents.passage(one), proof.any_of)
                for one in cited
                for proof in evidence.proofs
            )
            for evidence in self.case.expect.evidence
        )

    def _phrases_of(self, cited: Citation, proofs: tuple[Proof, ...]) -> list[str]:
        """The gold phrases of these passages that the quote holds."""
        mine = [proof for proof in proofs if self._of(cited, proof)]
        return [phrase for proof in mine for phrase in holds(cited.quote, proof.any_of)]

    def _tells_of_a_side(self, cited: Citation) -> bool:
        if self.case.kind is not Kind.COMPARISON:
            return False
        named = any(mentions(cited.quote, name) for name in _NAME.findall(self.case.question))
        return named and any(self._of(cited, proof) for proof in self.proofs())

    def _of(self, cited: Citation, proof: Proof) -> bool:
        return same_file(self.documents.file(cited.document_id), proof.file)

    def _same_collection(self, cited: Citation) -> bool:
        """Whether it comes from where the gold evidence comes from: no policy is proved by a
        framework's wording, whatever number stands in it."""
        place = self.documents.place(cited.document_id)
        wanted = {self.documents.collection(proof.file) for proof in self.proofs()}
        return place is not None and place[0] in wanted


def recall(seen: Observation) -> tuple[float, float, str] | None:
    """How many of the things to be proved are, by the passages cited; of answered cases."""
    case: GoldCase = seen.asked.gold
    if not case.expect.evidence or not answered(seen.answer):
        return None
    proved = GoldProof(case, seen.documents).proved(citations(seen.answer))
    wanted = len(case.expect.evidence)
    return proved, wanted, "" if proved == wanted else f"{wanted - proved} of {wanted} not cited"


def precision(seen: Observation) -> tuple[float, float, str] | None:
    """How many of the citations are precise."""
    return _share(seen, GoldProof(seen.asked.gold, seen.documents).precise)


def quote_precision(seen: Observation) -> tuple[float, float, str] | None:
    """How many of the quotes themselves hold a gold or required phrase."""
    gold = GoldProof(seen.asked.gold, seen.documents)
    return _share(seen, lambda cited: gold.precise(cited) and gold.points(cited) > 0)


def _share(seen: Observation, good: Callable[[Citation], bool]) -> tuple[float, float, str] | None:
    cited = citations(seen.answer) if answered(seen.answer) else []
    if not cited:
        return None
    bad = [c for c in cited if not good(c)]
    return len(cited) - len(bad), len(cited), "; ".join(f"{c.document}: {c.quote}" for c in bad)


def uncited(seen: Observation) -> tuple[float, float, str] | None:
    """Whether an answer stands there without any citation."""
    if not answered(seen.answer):
        return None
    bare = not citations(seen.answer)
    return float(bare), 1.0, "cites nothing" if bare else ""


def fabricated(seen: Observation) -> tuple[float, float, str] | None:
    """How many of the quotes shown are not, character for character, in the stored version."""
    shown = quotes(seen.answer)
    if not shown:
        return None
    bad = [c for c in shown if not genuine(c, seen.documents)]
    return len(bad), len(shown), "; ".join(f"{c.document}: {c.quote!r}" for c in bad)


def genuine(cited: Citation, documents: Documents) -> bool:
    """Whether the stored version says exactly this at exactly these offsets."""
    text = documents.text(cited)
    return bool(cited.quote) and text[cited.start : cited.end] == cited.quote


def leaked(seen: Observation) -> tuple[float, float, str] | None:
    """How many of the quotes shown the asker must not see; the nearest passages are shown too."""
    shown = quotes(seen.answer)
    if not shown:
        return None
    allowed = seen.asked.question.audience.sees()
    places = [(c, seen.documents.place(c.document_id)) for c in shown]
    bad = [c for c, place in places if place is not None and place[1] not in allowed]
    return len(bad), len(shown), "; ".join(c.document for c in bad)
