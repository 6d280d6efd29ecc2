"""Whether a sentence that a language model wrote says no more than what it quotes.

Stricter than ``kb.answering.verify``, which it comes on top of: there the sentence is the quote,
here it is somebody's wording of it. Every word that means something has to stand in the quote (or
above it), in itself or as a synonym; what narrows, widens, weakens or strengthens has to stand in
both or in neither. A sentence that may be true but cannot be told to be is not said.
"""

import re
import unicodedata
from dataclasses import dataclass

from kb.answering.compose import row_said
from kb.answering.generated_marks import changed
from kb.answering.generated_scope import left_out, turned_round
from kb.answering.generated_values import bound_alike
from kb.answering.verify import Claim, missing
from kb.lexical.analysis import all_stems, identifier_terms, terms
from kb.text.instructions import orders
from kb.text.thesaurus import ExpansionKind, Thesaurus
from kb.values import Collection

_I = re.IGNORECASE
#: Stems that carry nothing of their own in a sentence about an organisation's documents.
_NEUTRAL = frozenset(
    terms(
        "company organisation organization respective relevant accordance according accordingly"
        " namely specifically take takes taken place carry carried perform performed conduct"
        " conducted do done make made happen happens occur occurs set use used using apply applies"
        " state states stated document documents policy policies says describe described"
        " every year month week day one"
    )
)
#: Words that say the same in any rule; beside them only the thesaurus may stand in for a word.
_ALIKE = tuple(
    frozenset(all_stems(group))
    for group in (
        "need needs needed require requires required requirement mandatory obligatory must",
        "annual annually yearly year",
        "monthly month",
        "weekly week",
        "daily day",
        "quarterly quarter",
        "prohibited forbidden banned allowed permitted permit allow",
        "minimum least",
        "maximum most",
        "start begin commence",
        "end finish",
        "check verify",
        "perform conduct carry execute",
    )
)
_OURS = re.compile(r"\b(?:we|our|ours|us|the company|the organi[sz]ation|this company)\b", _I)
_FOREIGN = re.compile(r"https?:|www\.|@\w|\]\(|<\w|</|[{}`|\\]|data:|javascript:", _I)
_TWO = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bcf)(?<!\bvs)(?<!\bNo)(?<!\bArt)(?<!\bSec)(?<!\bInc)"
    r"(?<!\bLtd)(?<!\bRev)(?<!\bapprox)[.!?…。！？][\"'”’)]*\s+\S"
)
_SAYS_YES = re.compile(r"\W*(?:yes|no|true|false|correct|confirmed|agreed)\b\W", _I)
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Basis:
    """What a sentence rests on: its claim, and the words above the quote that belong to it."""

    claim: Claim
    lead: str = ""
    columns: tuple[str, ...] = ()

    @property
    def quote(self) -> str:
        """The quote with the lead-in that it goes on from."""
        return f"{self.lead} {self.claim.citation.quote}".strip()

    @property
    def above(self) -> str:
        """Title, headings and column names, but for those that give orders."""
        cited = self.claim.citation
        above = (cited.document, *cited.heading, *self.columns)
        return " ".join(part for part in above if not orders(part))


def faults(basis: Basis, thesaurus: Thesaurus) -> list[str]:
    """Why the sentence may not be said; empty if it may."""
    said, quote = basis.claim.text, basis.quote
    if not said.strip() or len(said) > _LONGEST or "\n" in said:
        return ["it is empty, too long or more than one line"]
    if _disguised(said) or (_FOREIGN.search(said) and said not in quote):
        return ["it holds characters or markup that do not belong into a sentence"]
    if _TWO.search(said):
        return ["it is more than one sentence"]
    if _SAYS_YES.match(said) and not _SAYS_YES.match(quote):
        return ["it says yes or no, which is not for it to say"]
    if _OURS.search(said) and basis.claim.citation.collection not in ("", Collection.POLICY):
        return ["it says of the organisation what only a standard or an article says"]
    cells = basis.claim.citation.quote
    if said == quote or (
        "\t" in cells and said in (row_said(cells, basis.columns), row_said(cells, ()))
    ):
        return []
    found = [f"{name!r} does not stand in the quote" for name in missing(basis.claim)]
    found += [f"the word {word!r} does not stand in the quote" for word in _words(basis, thesaurus)]
    found += changed(said, quote)
    found += [
        f"it leaves out {word!r}, which narrows it" for word in left_out(said, quote, thesaurus)
    ]
    if turned_round(said, quote):
        found.append("it changes who does it to whom")
    if not bound_alike(said, quote):
        found.append("it ties a value to something else than the quote does")
    return found


def _disguised(text: str) -> bool:
    """Whether it holds what cannot be seen or only looks like a letter."""
    if any(unicodedata.category(c) in ("Cf", "Cc", "Co", "Cn") for c in text):
        return True
    return any(c.isalpha() and unicodedata.normalize("NFKC", c) != c for c in text)


def _words(basis: Basis, thesaurus: Thesaurus) -> list[str]:
    """The words of the sentence that neither the quote nor what stands above it says."""
    said = basis.claim.text
    held = {*terms(f"{basis.quote} {basis.above}"), *identifier_terms(basis.quote)}
    held |= set(all_stems(basis.quote))
    open_ = [t for t in dict.fromkeys(terms(said)) if t not in held and t not in _NEUTRAL]
    if not open_:
        return []
    alike = {t for group in _ALIKE if group & held for t in group}
    for expansion in thesaurus.expand(said):
        if expansion.kind not in (ExpansionKind.SYNONYM, ExpansionKind.SPELLING):
            continue
        if any(set(way) <= held for a in expansion.alternatives if (way := terms(a))):
            alike.update(terms(expansion.matched))
    return [term for term in open_ if term not in alike and not term.isdigit()]
