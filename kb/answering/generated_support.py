"""Whether a sentence that a language model wrote says no more than what it quotes.

Stricter than ``kb.answering.verify``, which it comes on top of: there the sentence is the quote,
here it is somebody's wording of it. Every word that means something has to stand in the quote (or
above it), in itself or as a synonym; what narrows, widens, weakens or strengthens has to stand in
both or in neither. A sentence that may be true but cannot be told to be is not said.
"""

import re
import unicodedata
from dataclasses import dataclass

from kb.answering import wording
from kb.answering.generated_values import bound_alike
from kb.answering.verify import Claim, missing
from kb.lexical.analysis import all_stems, identifier_terms, terms
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
    frozenset(terms(group))
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
#: What has to stand in both or in neither: (what it is, how it is said).
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("recommendation", re.compile(r"\b(?:should|encourag\w+|recommend\w+|ought|advis\w+)\b", _I)),
    ("best effort", re.compile(r"\b(?:best[- ]effort\w*|strives?|endeavou?rs?|aims? to|ideally|"
                               r"prefer\w*|voluntar\w+|optional\w*)\b", _I)),
    ("condition", re.compile(r"\b(?:if|unless|provided that|where(?:ver)? (?:possible|feasible|"
                             r"practicable|appropriate|available|technically|supported|the|it|a)|"
                             r"as appropriate|subject to|when|whenever|in case)\b", _I)),
    ("permission", re.compile(r"\b(?:(?-i:may|MAY)|might|could|can|allowed|permitted)\b", _I)),
    ("obligation", re.compile(r"\b(?:must|shall|required|requires?|mandatory|obliged|has to|"
                              r"have to|needs? to|obligat\w+)\b", _I)),
    ("future", re.compile(r"\b(?:will|going to|plan(?:s|ned|ning)?|intend\w*|roadmap|upcoming|"
                          r"not yet|expected to|scheduled|targeted)\b", _I)),
    ("past", re.compile(r"\b(?:was|were|had|did|previously|formerly|used to|no longer)\b", _I)),
    ("part", re.compile(r"\b(?:some|most|many|partial\w*|partly|pilot\w*|selected|limited to|"
                        r"mostly|usually|generally|typically|normally|often|sometimes|majority|"
                        r"subset|certain)\b", _I)),
    ("exception", re.compile(r"\b(?:except\w*|other than|apart from|excluding|exempt\w*|save for|"
                             r"besides|does not apply|do not apply)\b", _I)),
    ("only", re.compile(r"\b(?:only|solely|exclusively|just)\b", _I)),
)  # fmt: skip
#: What may be left out, but not added.
_ADDED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("all", re.compile(r"\b(?:all|any|entire\w*|always|every(?! (?:\w+ )?(?:second|minute|hour|day|"
                       r"week|month|quarter|year|\d))\w*|each|whole|throughout|everyone|everybody|"
                       r"both|never|no exceptions?|fully|complete\w*)\b", _I)),
    ("before", re.compile(r"\b(?:before|prior|until|ahead of)\b", _I)),
    ("after", re.compile(r"\b(?:after|following|once|upon|since)\b", _I)),
    ("cause", re.compile(r"\b(?:because|therefore|so that|due to|thus|hence|ensur\w+|means? that)\b",
                         _I)),
    ("without", re.compile(r"\b(?:without|instead of|rather than)\b", _I)),
    ("more", re.compile(r"\b(?:more|less|better|stronger|higher|lower|faster|longer)\b", _I)),
)  # fmt: skip
_BOUNDS = (
    ("least", re.compile(r"\b(?:at least|minimum|no (?:less|fewer) than|not less than|or more|or "
                         r"longer|more than|over|longer than)\b", _I)),
    ("most", re.compile(r"\b(?:at most|within|maximum|no (?:more|later|longer) than|not (?:more|"
                        r"later) than|or less|up to|under|less than|fewer than)\b", _I)),
)  # fmt: skip
_ENDS = re.compile(r"(?<=[.!?;])\s+|\n|,\s+(?=(?:but|while|whereas|although|however)\b)"
                   r"|,?\s+(?=(?:but|whereas|although)\b)"
                   r"|,?\s+and\s+(?=(?:must|shall|should|may|can|will|is|are|was|were)\b)", _I)  # fmt: skip
_OURS = re.compile(r"\b(?:we|our|ours|us|the company|the organi[sz]ation|this company)\b", _I)
_OR = re.compile(r"\b([\w-]+) or ([\w-]+)\b", _I)
_AND = re.compile(r"\b([\w-]+) and ([\w-]+)\b", _I)
_FOREIGN = re.compile(r"https?:|www\.|@\w|\]\(|<\w|</|[{}`|\\]|data:|javascript:", _I)
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
        """Title, headings and column names."""
        cited = self.claim.citation
        return " ".join((cited.document, *cited.heading, *self.columns))


def faults(basis: Basis, thesaurus: Thesaurus) -> list[str]:
    """Why the sentence may not be said; empty if it may."""
    said, quote = basis.claim.text, basis.quote
    if not said.strip() or len(said) > _LONGEST or "\n" in said:
        return ["it is empty, too long or more than one line"]
    if _disguised(said) or (_FOREIGN.search(said) and said not in quote):
        return ["it holds characters or markup that do not belong into a sentence"]
    if _OURS.search(said) and basis.claim.citation.collection not in ("", Collection.POLICY):
        return ["it says of the organisation what only a standard or an article says"]
    if said == quote:
        return []
    found = [f"{name!r} does not stand in the quote" for name in _absent_values(basis)]
    found += [f"the word {word!r} does not stand in the quote" for word in _words(basis, thesaurus)]
    found += _changed(said, quote)
    if not bound_alike(said, quote):
        found.append("it ties a value to something else than the quote does")
    return found


def _disguised(text: str) -> bool:
    """Whether it holds what cannot be seen or only looks like a letter."""
    if any(unicodedata.category(c) in ("Cf", "Cc", "Co", "Cn") for c in text):
        return True
    return any(c.isalpha() and unicodedata.normalize("NFKC", c) != c for c in text)


def _absent_values(basis: Basis) -> list[str]:
    """Numbers, names and identifiers that are not in the quote (names: nor above it)."""
    return missing(basis.claim)


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


def _changed(said: str, quote: str) -> list[str]:
    """What the sentence says more strongly, more weakly or more widely than the quote."""
    part = _speaking(said, quote)
    found = []
    if wording.negated(said) != wording.negated(part) or _negates_another(said, part):
        found.append("it agrees not with the quote in what is denied")
    for name, pattern in _MARKS:
        scope = quote if name in ("exception", "condition") else part
        if bool(pattern.search(said)) != bool(pattern.search(scope)):
            found.append(f"it adds or leaves out a {name}")
    for name, pattern in _ADDED:
        if pattern.search(said) and not pattern.search(quote):
            found.append(f"it adds {name!r}")
    found += [f"it changes a bound ({name})" for name, p in _BOUNDS if _bound(p, said, part)]
    if _joined_otherwise(said, quote):
        found.append('it says "and" where the quote says "or"')
    return found


def _speaking(said: str, quote: str) -> str:
    """The clauses of the quote that hold the sentence's words: fewest first, until all are held."""
    clauses = [c for c in _ENDS.split(quote) if c and c.strip()]
    if len(clauses) < 2 or "\t" in quote:
        return quote
    open_ = set(terms(said)) & set(terms(quote))
    chosen: set[int] = set()
    while open_:
        shares = [len(open_ & set(terms(c))) if at not in chosen else 0
                  for at, c in enumerate(clauses)]  # fmt: skip
        best = max(shares)
        if not best:
            break
        # Clauses that hold as many of the words are taken together.
        taken = [at for at, share in enumerate(shares) if share == best]
        chosen.update(taken)
        for at in taken:
            open_ -= set(terms(clauses[at]))
    return " ; ".join(clauses[at] for at in sorted(chosen)) or quote


def _negates_another(said: str, part: str) -> bool:
    """Whether the word behind the sentence's "not" stands in no clause of the quote that denies."""
    found = re.search(r"\b(?:not|never|cannot|\w+n['’]t|no)\s+(?P<after>.*)", said, _I)
    if found is None or not wording.negated(said):
        return False
    after = terms(found["after"])[:1]
    denying = [c for c in wording.clauses(part) if wording.negated(c)]
    held = {t for c in denying for t in terms(c)}
    return bool(after) and bool(held) and after[0] in set(terms(part)) and after[0] not in held


def _bound(pattern: re.Pattern[str], said: str, part: str) -> bool:
    """Whether "at least" or "at most" is on one side only, and there is an amount to bound."""
    return bool(re.search(r"\d", said)) and bool(pattern.search(said)) != bool(pattern.search(part))


def _joined_otherwise(said: str, quote: str) -> bool:
    either = {frozenset(terms(f"{a} {b}")) for a, b in _OR.findall(quote)}
    both = {frozenset(terms(f"{a} {b}")) for a, b in _AND.findall(said)}
    return bool(either & both)
