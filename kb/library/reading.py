"""A question as it is compared with another: what it wants, what it covers, and its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kb.library import forms
from kb.library.forms import Want
from kb.library.vocabulary import TOKEN, Vocabulary, term_groups
from kb.text.identifiers import find_identifiers
from kb.text.thesaurus import ExpansionKind, Thesaurus

_CACHED = 20_000
_NUMBERS = {
    name: str(number)
    for number, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"fifteen": "15", "twenty": "20", "thirty": "30", "sixty": "60", "ninety": "90"}
_UNITS = {"minute": 1, "hour": 60, "day": 1_440, "week": 10_080}
_LONG_UNITS = {"month": 1, "quarter": 3, "year": 12}
_UNIT = r"(?P<unit>minute|hour|day|week|month|quarter|year)s?"
_AT_LEAST = r"(?:(?:at least|at a minimum|no less than|not less than|a minimum of)\s+)?"
_EVERY_SO_OFTEN = re.compile(
    _AT_LEAST + r"(?:on an? )?(?:\b(?:once|one time)\s+)?\b(?:every|each|per|once an?|once in)\s+"
    rf"(?P<number>\d+[\s-]+)?{_UNIT}\b(?! old)"
)
_ADVERBS = {
    "hourly": "_every:60", "daily": "_every:1440", "weekly": "_every:10080",
    "monthly": "_every:1mo", "quarterly": "_every:3mo", "biannually": "_every:6mo",
    "semiannually": "_every:6mo", "annually": "_every:12mo", "yearly": "_every:12mo",
    "annual": "_every:12mo", "biannual": "_every:6mo", "semiannual": "_every:6mo",
}  # fmt: skip
_ADVERB = re.compile(_AT_LEAST + rf"(?:on an? )?\b(?P<word>{'|'.join(_ADVERBS)})\b(?:\s+basis)?")
_LENGTH = re.compile(rf"\b(?P<number>\d+)[\s-]+(?:calendar |business |working )?{_UNIT}\b")
_LAST = re.compile(rf"\b(?:last|past|previous)\s+(?={_UNIT}\b)")
_OWN = re.compile(
    r"\b(?P<aux>do|does|is|has|have|are|can|will|must|did)\s+(?:the (?:vendor|supplier|service "
    r"provider|provider|respondent|company|organi[sz]ation|firm|entity)|your (?:company|"
    r"organi[sz]ation|firm|business|entity|service|services|platform|solution|product))\b(?!['’])"
)
_ASKER = re.compile(r"\b(?:us|we|our)\b")
_YOU = re.compile(r"\byou(?:r|rs)?\b")
_ACTIVE = re.compile(
    r"^\W*(?:[^,]*?\b)??(?:do|does|did|can|could|may|must|will|would|shall|have|has)\s+"
    r"(?:not\s+)?(?P<subject>.*)"
)
_ABLE = re.compile(
    r"^\W*(?:is|are)\s+(?P<subject>.*?)\s+(?:able|allowed|permitted|required|obliged)\b"
)
_BY = re.compile(r"\bby (?P<subject>.*)")
#: A plan that is a plan is written down; a change that is documented is not just made.
_WRITTEN = re.compile(
    r"\b(?:(?:formal(?:ly)?|documented|written)\s+)+(?!(?:in|by|on|for|and|or|as|to|with|at|from|"
    r"under|per|through|within)\b)(?=(?:[\w-]+\s+){0,4}?(?:plan|polic|procedure|process|program|"
    r"standard|strateg|framework))"
)
_OURSELVES = {"you", "we", "i"}
_VERB = re.compile(r"\b(?:you|we)\s+(?:(?:not|also|\w+ly)\s+)?(\w+)|\b(\w{3,}(?:ed|ing))\b")
_FROM = re.compile(r"\bfrom (?:the |your |an? )?(?P<word>\w+)")
#: Words that say no more than the kind of answer wanted.
_ASKING = {
    Want.DURATION: "length",
    Want.NUMBER: "length",
    Want.WHERE: "country location place",
    Want.HOW: "procedure approach method step measure",
    Want.WHAT: "procedure approach method step measure",
}
_STRUCTURAL = ("standard", "report", "report_type", "version", "section")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the thesaurus in a question: its group, and the words it was found as."""

    group: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """``words``: what is asked about, each word as what stands for its meaning.

    ``hinted``: words that may be meant. ``agent``: who acts: ``you``, somebody else, or nobody that
    can be told. ``verbs``: the words that are done, as far as their forms tell. ``source``: what
    follows "from". ``text``: lower case, politeness taken off.
    """

    text: str
    wants: frozenset[Want]
    marks: frozenset[str]
    words: frozenset[str]
    terms: tuple[Term, ...]
    hinted: frozenset[str]
    agent: str
    verbs: frozenset[str]
    source: str


class Reader:
    """Reads questions; what was read is kept, since wordings are read again and again."""

    def __init__(self, thesaurus: Thesaurus, vocabulary: Vocabulary | None = None) -> None:
        self.vocabulary = vocabulary or Vocabulary.load()
        self._thesaurus = thesaurus
        self._not_terms = {
            known[0] for term in self.vocabulary.not_terms if (known := thesaurus.synonyms(term))
        }
        self.read = lru_cache(_CACHED)(self._read)

    def _read(self, text: str) -> Reading:
        asked = _identified(forms.plain(text))
        low = _WRITTEN.sub("", _OWN.sub(r"\g<aux> you", asked.lower()))
        marks = set(forms.marks(_timed(low)))
        if forms.object_you(low):
            marks.add("to you")
        tokens = TOKEN.findall(forms.unmarked(_timed(_as_numbers(low))))
        tokens = list(map(self._thesaurus.spelling.american, self.vocabulary.spoken(tokens)))
        words = [word for token in tokens if (word := self.vocabulary.meaning(token))]
        wants = forms.wants(asked)
        hinted = {"custom"} if _ASKER.search(low) and _YOU.search(low) else set()
        said = frozenset(self._beside(words)) - self._asking(wants)
        return Reading(
            text=low,
            wants=wants,
            marks=frozenset(marks),
            words=said,
            terms=tuple({*self._terms(tokens), *self._implied(said)}),
            hinted=frozenset(hinted),
            agent=self._agent(low),
            verbs=self._verbs(low),
            source=self._first(_FROM.search(low)),
        )

    def _asking(self, wants: frozenset[Want]) -> set[str]:
        """The words that only say which kind of answer is wanted."""
        words = {word for want in wants for word in _ASKING.get(want, "").split()}
        if Want.VERDICT not in wants:
            words.add("must")
        return {self.vocabulary.meaning(word) for word in words}

    def _beside(self, words: list[str]) -> list[str]:
        for needed, changed, means in self.vocabulary.beside:
            if needed <= set(words):
                words = [means if word in changed else word for word in words]
        return words

    def _terms(self, tokens: list[str]) -> list[Term]:
        found: list[Term] = []
        for expansion in self._thesaurus.expand(tokens):
            known = self._thesaurus.synonyms(expansion.matched)
            if (
                expansion.kind is ExpansionKind.SYNONYM
                and known
                and known[0] not in self._not_terms
            ):
                words = self._meanings(expansion.matched)
                if words:
                    found.append(Term(known[0], words))
        return found

    def _implied(self, said: frozenset[str]) -> Iterator[Term]:
        """Terms of several words whose words all stand in a question, wherever."""
        for word in said:
            for term in self._terms_with.get(word, ()):
                if term.words <= said:
                    yield term

    @cached_property
    def _terms_with(self) -> dict[str, list[Term]]:
        """The terms of several words, each under one of its words."""
        found: dict[str, list[Term]] = {}
        for group in term_groups():
            if group[0] not in self._not_terms:
                for words in map(self._meanings, group):
                    if len(words) > 1:
                        found.setdefault(min(words), []).append(Term(group[0], words))
        return found

    def _meanings(self, text: str) -> frozenset[str]:
        american = self._thesaurus.spelling.american
        spoken = map(american, self.vocabulary.spoken(TOKEN.findall(text.lower())))
        return frozenset(word for token in spoken if (word := self.vocabulary.meaning(token)))

    def _agent(self, low: str) -> str:
        """Who acts in a question in lower case."""
        by = _BY.search(low)
        able = _ABLE.search(low)
        active = None if by else able or _ACTIVE.search(low)
        found = by or active
        if found is None:
            return ""
        subject = TOKEN.findall(found["subject"])[:3]
        if set(subject) & _OURSELVES:
            return "you"
        meant = (self.vocabulary.meaning(token) for token in subject)
        return next((word for word in meant if word), "")

    def _verbs(self, low: str) -> frozenset[str]:
        """Words after "you", participles and gerunds; "must" and "may" say nothing is done."""
        found = {match[1] or match[2] for match in _VERB.finditer(low)}
        meant = {self.vocabulary.meaning(word) for word in found}
        return frozenset(meant - {"", *map(self.vocabulary.meaning, ("must", "may", "stored"))})

    def _first(self, found: "re.Match[str] | None") -> str:
        return "" if found is None else self.vocabulary.meaning(found["word"])


def _identified(text: str) -> str:
    """``text`` with the identifiers of controls and sections in their one spelling."""
    for found in reversed(find_identifiers(text)):
        if found.kind not in _STRUCTURAL:
            token = f" _{found.canonical.lower().replace(' ', '')} "
            text = text[: found.start] + token + text[found.end :]
    return text


def _as_numbers(low: str) -> str:
    low = re.sub(r"\bsemi-annual", "semiannual", low)
    numbers = rf"\b(?:{'|'.join(_NUMBERS)})\b(?![\s-](?:factor|step))"
    return re.sub(numbers, lambda m: _NUMBERS[m.group()], low)


def _timed(low: str) -> str:
    """``low`` with intervals and lengths of time in one spelling: a year is twelve months."""
    low = _as_numbers(low)
    low = re.sub(r"\btwice (?:a|per) year\b|\bhalf-yearly\b|\bevery half year\b", "biannually", low)
    low = _EVERY_SO_OFTEN.sub(lambda m: f" _every:{_length(m['number'], m['unit'])} ", low)
    low = _ADVERB.sub(lambda m: f" {_ADVERBS[m['word']]} ", low)
    low = _LAST.sub(r"\g<0>1 ", low)
    return _LENGTH.sub(lambda m: f" _for:{_length(m['number'], m['unit'])} ", low)


def _length(number: str | None, unit: str) -> str:
    count = int((number or "1").strip(" -\t"))
    return f"{count * _LONG_UNITS[unit]}mo" if unit in _LONG_UNITS else str(count * _UNITS[unit])
