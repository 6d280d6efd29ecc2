"""From what a language model proposes to what may be said, claim by claim."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.answering.asked import Asked
from kb.answering.compose import citation, verified
from kb.answering.evidence import asked_terms
from kb.answering.generated_passages import Shown, quoted
from kb.answering.generated_reply import MOST_CLAIMS, ProposedClaim
from kb.answering.generated_support import Basis, faults
from kb.answering.generated_trace import Dropped
from kb.answering.scored import Scored
from kb.answering.values import answers
from kb.answering.verify import Claim
from kb.lexical.analysis import identifier_terms, terms
from kb.text.instructions import orders
from kb.text.thesaurus import Thesaurus
from kb.values import Citation

#: The passage of a unit, and where it begins and ends.
Place = tuple[str, int, int]


def place(one: Scored) -> Place:
    """Where a unit stands."""
    return one.unit.passage.chunk_id, one.unit.start, one.unit.end


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim that stands, and the units that it quotes."""

    claim: Claim
    scored: tuple[Scored, ...]


@dataclass(frozen=True)
class Check:
    """Checks the claims of one request."""

    asked: Asked
    shown: Sequence[Shown]
    scored: Sequence[Scored]
    quotable: frozenset[Place]
    thesaurus: Thesaurus
    stored: Callable[[Citation], str]
    today: date

    def of(self, proposed: ProposedClaim) -> Checked | str:
        """The claim as it may be said, or why it may not."""
        shown = next((s for s in self.shown if s.number == proposed.passage), None)
        if shown is None:
            return f"passage {proposed.passage} was not shown"
        if shown.find(proposed.quote) is None:
            return f"the quote does not stand in passage {proposed.passage}"
        found = quoted(shown, proposed.quote, self.scored)
        if found is None:
            return "the quote is no sentence that comes near the question, or more than three"
        said = proposed.sentence.strip()
        if orders(said) or any(orders(s.unit.text) for s in found.scored):
            return "it gives orders instead of an answer"
        if not all(place(s) in self.quotable for s in found.scored):
            return "what it quotes does not speak to the question"
        unit = found.unit
        if len(proposed.quote.split()) < len(unit.text.split()) and not self._shares(said):
            return "it is a part of what speaks to the question, but not that part"
        claim = Claim(said, citation(unit, self.today), unit.columns)
        wrong = faults(Basis(claim, found.lead, unit.columns), self.thesaurus)
        if wrong:
            return "; ".join(wrong)
        if not verified([claim], self.stored):
            return "it does not stand in the stored version"
        return Checked(claim, found.scored)

    def _shares(self, said: str) -> bool:
        """Whether the sentence has a word of the question, or one that stands for it."""
        about = set(asked_terms(self.asked))
        for expansion in self.thesaurus.expand(self.asked.text):
            about.update(t for a in expansion.alternatives for t in terms(a))
        return bool(about & {*terms(said), *identifier_terms(said)})


@dataclass
class Draft:
    """What is kept and what is dropped of a reply."""

    check: Check
    kept: list[Checked] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    _seen: set[ProposedClaim] = field(default_factory=set)

    def add(self, proposed: ProposedClaim) -> Claim | None:
        """Check a claim that was not checked before; it is returned if it is kept."""
        if len(self.kept) == MOST_CLAIMS or proposed in self._seen:
            return None
        self._seen.add(proposed)
        checked = self.check.of(proposed)
        if isinstance(checked, str):
            self.dropped.append(Dropped(proposed.sentence[:300], checked))
            return None
        if any(checked.claim.text == k.claim.text for k in self.kept):
            return None
        self.kept.append(checked)
        return checked.claim

    @property
    def cited(self) -> list[Scored]:
        """The units that the kept claims quote."""
        return [scored for checked in self.kept for scored in checked.scored]

    def answers(self) -> bool:
        """Whether the value that was asked for is given, if one was."""
        return any(answers(self.check.asked, s.unit.text) for s in self.cited)
