"""The fields of the lexical index, how a question asks them, and what a score means.

Three fields hold the same text: single terms, pairs of terms, and pairs of all words. Every token
is indexed twice: that doubles term frequency and length alike, which turns tantivy's fixed BM25
k1 of 1.2 into 0.6 (a second mention of a word says little in a passage this short), at no cost.

Chosen on ObliQA dev half A, strongDM and cloud.gov (docs/decisions/0003-fusion.md); nothing is
trained on them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.lexical.analysis import all_stems, identifier_terms, identifiers, pairs, terms
from kb.lexical.protocol import WeightedTerm
from kb.passage_text import embedding_text
from kb.text.thesaurus import ExpansionKind, Thesaurus
from kb.values import Passage

TERMS = "terms"
PAIRS = "pairs"
PHRASES = "phrases"
FIELDS = (TERMS, PAIRS, PHRASES)
WEIGHTS = {TERMS: 1.0, PAIRS: 0.2, PHRASES: 0.2}

#: What another word for an asked one counts beside it. What only stands near counts less.
SYNONYM = 0.2
NEAR = 0.05
_SAME = (ExpansionKind.SYNONYM, ExpansionKind.SPELLING)
#: A perfect score as a multiple of the summed idf: (k1 + 1) = 2.2 for the terms, and an eighth of
#: that for the pairs, which few passages hold all of.
_PERFECT = 2.475


def document_fields(passage: Passage) -> dict[str, list[str]]:
    """The tokens of a passage, with its title and headings, by field."""
    text = embedding_text(
        " ".join(part for part in (passage.reference, passage.title) if part),
        passage.heading,
        passage.context,
        passage.text,
    )
    single = [*terms(text), *identifier_terms(text)]
    fields = {TERMS: single, PAIRS: pairs(single), PHRASES: pairs(all_stems(text))}
    return {name: tokens * 2 for name, tokens in fields.items()}


@dataclass(frozen=True, slots=True)
class LexicalQuestion:
    """What to look for, and the terms of which a perfect match would hold every one."""

    query: tuple[WeightedTerm, ...]
    own: tuple[str, ...]


def lexical_question(question: str, thesaurus: Thesaurus | None) -> LexicalQuestion:
    """The terms of a question: its own, then their synonyms at less weight."""
    single = [*terms(question), *identifiers(question)]
    by_field = {TERMS: single, PAIRS: pairs(single), PHRASES: pairs(all_stems(question))}
    query = [
        WeightedTerm(name, term, WEIGHTS[name] * count)
        for name, tokens in by_field.items()
        for term, count in sorted(Counter(tokens).items())
    ]
    own = tuple(sorted(set(single)))
    if thesaurus is not None:
        query += _synonyms(question, set(own), thesaurus)
    return LexicalQuestion(tuple(query), own)


def _synonyms(question: str, own: set[str], thesaurus: Thesaurus) -> list[WeightedTerm]:
    """The words of synonyms that the question does not use itself, each once.

    A synonym of several words shares its weight among them: "two-step verification" must not
    outweigh the "MFA" it stands for.
    """
    weights: dict[str, float] = {}
    for expansion in thesaurus.expand(question):
        counts = SYNONYM if expansion.kind in _SAME else NEAR
        for alternative in expansion.alternatives:
            stems = terms(alternative)
            for stem in stems:
                if stem not in own:
                    share = counts / len(stems)
                    weights[stem] = max(weights.get(stem, 0.0), share)
    return [WeightedTerm(TERMS, stem, weight) for stem, weight in sorted(weights.items())]


def perfect_score(idfs: Sequence[float]) -> float:
    """About the highest score a passage could reach for a question whose terms have these idf.

    Dividing by it makes scores of different questions comparable: 1 is a passage that holds every
    term often, 0 one that holds none.
    """
    return _PERFECT * sum(idfs)
