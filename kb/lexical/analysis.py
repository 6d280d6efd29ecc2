"""How text becomes index terms, the same for documents and questions.

A term is a stemmed word (Snowball English), or a control identifier in its canonical spelling
(``cc6.1``, ``a.5.15``), which is neither stemmed nor split. Adjacent terms also give pairs, so
that "data retention" counts for more than the two words apart.
"""

import itertools
import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from kb.text.identifiers import ancestors, find_identifiers

#: Words that say nothing of a subject. "Not", "all", "only" and the modal verbs carry meaning in a
#: policy, but not for finding it; pairs of all words keep them.
STOP_WORDS = frozenset(
    "a about above after all also am an and any are as at be been before being between but by can"
    " could did do does during each few for from had has have having he her his how i if in into is"
    " it its just may me might more most must my no not of on only or other our own per same shall"
    " she should so some such t s than that the their them then there these they this those through"
    " to too under up upon us via very was we were what when where whether which who whom whose why"
    " will with would you your him".split()
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_POSSESSIVE = re.compile(r"['’]s?$|['’]")
#: Texts up to this many characters are asked for again and again: words, phrases, names.
_SHORT = 80
#: The first character that combines with the one before it.
_COMBINE = "\u0300"
_local = threading.local()


def _stem(words: Sequence[str]) -> list[str]:
    stemmer: Any = getattr(_local, "stemmer", None)
    if stemmer is None:
        import Stemmer

        stemmer = _local.stemmer = Stemmer.Stemmer("english")
    stems: list[str] = stemmer.stemWords(words)
    return stems


def fold(text: str) -> str:
    """Lower case, accents dropped, compatibility forms resolved."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if c < _COMBINE or not unicodedata.combining(c)).lower()


def words(text: str) -> list[str]:
    """The words of ``text``, folded, in order, possessive endings dropped."""
    folded = fold(text)
    found: list[str] = _WORD.findall(folded)
    if "'" in folded or "’" in folded:
        return [_POSSESSIVE.sub("", word) for word in found]
    return found


def terms(text: str) -> list[str]:
    """The stems of the words that are not stop words, in order."""
    return list(_short_terms(text)) if len(text) <= _SHORT else _terms(text)


def _terms(text: str) -> list[str]:
    return _stem([word for word in words(text) if word and word not in STOP_WORDS])


@lru_cache(maxsize=20_000)
def _short_terms(text: str) -> tuple[str, ...]:
    return tuple(_terms(text))


def all_stems(text: str) -> list[str]:
    """The stems of all words, stop words too, in order."""
    return _stem([word for word in words(text) if word])


def pairs(stems: Sequence[str]) -> list[str]:
    """Each two neighbouring terms as one."""
    return [f"{first}_{second}" for first, second in itertools.pairwise(stems)]


def identifiers(text: str) -> list[str]:
    """The identifiers named in ``text``, canonical and lower case, in order, repeats kept."""
    return [found.canonical.lower() for found in find_identifiers(text)]


def identifier_terms(text: str) -> list[str]:
    """The identifiers named in ``text`` and what they lie in (``cc6.1`` lies in ``cc6``)."""
    named = find_identifiers(text)
    wider = [a.lower() for found in named for a in ancestors(found.canonical)]
    return [found.canonical.lower() for found in named] + wider
