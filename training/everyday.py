"""The field's words put as people say them when they ask: "backups" as "safety copies".

What the bank of phrases (``everyday/``) gives is used in questions of excerpts, so that the reader
sees the same thing asked in many words. ``say`` is what documents of the field write, ``for`` what
people say instead, ``near`` the words of which one has to stand in the question too, where a phrase
may mean something else.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from kb.text.spelling import words_of
from kb.text.thesaurus import Thesaurus

FOLDER = Path(__file__).parent / "everyday"
_END = ""  # the entry of a trie node under which its phrases stand; no word is empty
_SPELLING = Thesaurus.load().spelling
#: Share of the terms found in a question that are put in other words.
_CHANGED = 0.75
#: Verbs whose forms no rule brings together: the base form, then the others.
_IRREGULAR = (
    "be is are was were been being;begin began begun;break broke broken;bring brought;"
    "build built;buy bought;catch caught;choose chose chosen;come came;deal dealt;"
    "do does did done;draw drew drawn;drive drove driven;fall fell fallen;find found;"
    "fly flew flown;forget forgot forgotten;get got gotten;give gave given;go goes went gone;"
    "grow grew grown;have has had;hear heard;hide hid hidden;hold held;keep kept;know knew known;"
    "lay laid;lead led;leave left;lend lent;lose lost;make made;mean meant;meet met;pay paid;"
    "ring rang rung;run ran;say said;see saw seen;sell sold;send sent;shake shook shaken;"
    "show shown;sit sat;speak spoke spoken;spend spent;stand stood;steal stole stolen;"
    "stick stuck;swear swore sworn;take took taken;teach taught;tell told;think thought;"
    "throw threw thrown;understand understood;wake woke woken;wear wore worn;win won;"
    "withdraw withdrew withdrawn;write wrote written;cut;put;set;shut;let;read"
)
_VERBS = [forms.split() for forms in _IRREGULAR.split(";")]
#: The base form of each of their forms, and the last of them, which serves as participle.
_BASES = {form: forms[0] for forms in _VERBS for form in forms}
_PARTICIPLES = {forms[0]: forms[-1] for forms in _VERBS}
_VOWELS = "aeiou"
#: Letters that are left of a word at least without its ending; those of a verb that is doubled.
_SHORTEST, _LONG = 3, 5
#: Words that a phrase of a verb may end with.
_PARTICLES = frozenset(
    "about after against ahead apart around aside at away back by down for from in into of off on"
    " out over through to together under up upon with without".split()
)
#: Endings of words that are no verbs, and of words that need no plural to be understood.
_NO_VERB = ("tion", "sion", "ment", "ness", "ity", "ance", "ence", "ware", "ly", "al", "ing", "ed")
_UNCOUNTED = ("s", "tion", "sion", "ness", "ity", "ance", "ence", "ware", "ing")


@dataclass(frozen=True, slots=True)
class _Term:
    words: tuple[str, ...]
    phrases: tuple[str, ...]
    near: tuple[frozenset[str], ...]

    def may_mean(self, others: frozenset[str]) -> bool:
        """Whether it may be what is meant where these are the other words of the question."""
        return not self.near or any(words <= others for words in self.near)


@dataclass(frozen=True)
class Everyday:
    """Finds the field's terms by longest match, whatever the form of their words."""

    _trie: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "Everyday":
        """The bank of phrases."""
        files = sorted(folder.glob("*.yaml"))
        return cls.of(entry for f in files for entry in yaml.safe_load(f.read_text("utf-8")))

    @classmethod
    def of(cls, entries: Iterable[Mapping[str, Any]]) -> "Everyday":
        """From entries as the files hold them; raises ``ValueError`` naming one that is wrong."""
        made = cls()
        for entry in entries:
            words, phrases = tuple(_of(entry.get("say"))), entry.get("for")
            if not words or not isinstance(phrases, list) or not all(map(_is_text, phrases)):
                raise ValueError(f"{dict(entry)!r} needs say and a list for")
            near = tuple(frozenset(_of(text)) for text in entry.get("near") or ())
            node = made._trie
            for word in words:
                node = node.setdefault(word, {})
            node.setdefault(_END, []).append(_Term(words, tuple(phrases), near))
        return made

    def otherwise(self, question: str, drawn: random.Random) -> str:
        """``question`` with most of the terms that it holds in other words; as it is without."""
        parts, done = [], 0
        for start, end, term, words in self._found(question):
            if drawn.random() >= _CHANGED:
                continue
            # The first of its phrases are those that are most likely said.
            shares = [1 / (place + 2) for place in range(len(term.phrases))]
            phrase = drawn.choices(term.phrases, shares)[0]
            said = _inflected(phrase, term.words, words)
            capital = question[start].isupper() and not question[:start].strip()
            parts += [question[done:start], said[:1].upper() + said[1:] if capital else said]
            done = end
        return "".join((*parts, question[done:]))

    def _found(self, text: str) -> Iterator[tuple[int, int, _Term, list[str]]]:
        """Each term of ``text``: where it starts and ends, the term, and its words there."""
        places = words_of(text)
        forms = [_forms(word) for word, _, _ in places]
        at = 0
        while at < len(forms):
            length, term = self._longest(forms, at)
            of = places[at : at + length]
            if term is not None and not _is_name(text, of):
                yield of[0][1], of[-1][2], term, [word for word, _, _ in of]
            at += max(length, 1)

    def _longest(self, forms: Sequence[Sequence[str]], at: int) -> tuple[int, _Term | None]:
        """The term of most words from ``at`` on, and how many; (0, None) for none."""
        reached, length, found = [self._trie], 0, None
        for ahead in range(at, len(forms)):
            reached = [node[form] for node in reached for form in forms[ahead] if form in node]
            if not reached:
                break
            terms = [term for node in reached for term in node.get(_END, ())]
            others = frozenset(f for of in (*forms[:at], *forms[ahead + 1 :]) for f in of)
            longer = next((one for one in terms if one.may_mean(others)), None)
            if longer is not None:
                length, found = ahead - at + 1, longer
        return length, found


def _is_text(value: object) -> bool:
    return isinstance(value, str) and any(_of(value))


def _of(text: object) -> Iterator[str]:
    return (_SPELLING.american(word) for word, _, _ in words_of(str(text or "")))


@lru_cache(maxsize=4_096)
def _forms(word: str) -> tuple[str, ...]:
    """A word, and what it may be an inflection of: "copies" of "copy", "kept" of "keep"."""
    own = _SPELLING.american(word)
    found = [own, *([_BASES[own]] if own in _BASES else [])]
    if own.endswith(("ies", "ied")):
        found.append(own[:-3] + "y")
    for ending in ("s", "es", "d", "ed", "ing"):
        rest = own.removesuffix(ending)
        if rest == own or len(rest) < _SHORTEST:
            continue
        found.append(rest)
        if ending == "ing":
            found.append(rest + "e")
        if ending in ("ed", "ing") and rest[-1] == rest[-2]:
            found.append(rest[:-1])
    return tuple(dict.fromkeys(found))


def _is_name(text: str, of: Sequence[tuple[str, int, int]]) -> bool:
    """Whether a word in capitals, not the text's first, makes a name of the term."""
    return any(text[start].isupper() and text[:start].strip() for _, start, _ in of)


def _inflected(phrase: str, base: Sequence[str], words: Sequence[str]) -> str:
    """``phrase`` in the form in which the term of ``base`` words was found as ``words``."""
    said = phrase.split()
    for at, (own, found) in enumerate(zip(base, words, strict=True)):
        if own == _SPELLING.american(found):
            continue
        if found.endswith("ing"):
            said[0] = _with_ending(said[0], "ing")
        elif found.endswith("s") and found not in _BASES:
            place = -1 if at == len(words) - 1 and said[-1] not in _PARTICLES else 0
            said[place] = _plural(said[place])
        else:
            said[0] = _with_ending(said[0], "ed")
        break
    return " ".join(said)


def _plural(word: str) -> str:
    if word.endswith(_UNCOUNTED):
        return word
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("x", "ch", "sh")) else "s")


def _with_ending(word: str, ending: str) -> str:
    """A verb with ``ed`` or ``ing``; what may be no verb stays as it is."""
    if word.endswith((*_NO_VERB, ending)) or "-" in word:
        return word
    if ending == "ed" and word in _PARTICIPLES:
        return _PARTICIPLES[word]
    if word.endswith("e"):
        return word[:-1] + ending
    if word.endswith("y") and word[-2:-1] not in _VOWELS and ending == "ed":
        return word[:-1] + "ied"
    double = len(word) < _LONG and word[-1] not in "wxy" and word[-1] not in _VOWELS
    if double and word[-2:-1] in tuple(_VOWELS) and word[-3:-2] not in ("", *_VOWELS):
        return word + word[-1] + ending
    return word + ending
