"""What the words of a column's header say about the column."""

import re
from functools import lru_cache

from ingest.questionnaires.reading.asking import word_count
from ingest.questionnaires.reading.header_words import EXACT, FOUND
from kb.values.questionnaires import Role

__all__ = ["Heading", "heading", "lists_options", "mark_of"]

_MOST_CHARACTERS, _MOST_WORDS = 260, 14


class Heading:
    """A header cell's role; ``sure`` where its words allow no other."""

    __slots__ = ("role", "sure")

    def __init__(self, role: Role, sure: bool) -> None:
        self.role, self.sure = role, sure


_MARKS = re.compile(
    r"(?:yes|no|n/?a|not applicable|partial(?:ly)?|partly|(?:fully |partially |non[- ]?|"
    r"not )?compliant|"
    r"(?:fully |partially |not )?implemented|planned|in progress|don['’]?t know|unknown|y|n|ja|"
    r"nein|oui|non|"
    r"sí|si|s\.o\.|teilweise|partiel(?:lement)?|entfällt|true|false|met|not met|full(?:y)?|none|"
    r"exceeds|[0-5])",
    re.I,
)
_QUESTIONS = re.compile(
    r"(?!reason|why|purpose|follow|number|explanation|guidance|total|parent|related|trigger)"
    r"(?:[\w&/-]+\s+){0,4}(?:questions|question|fragen|frage|preguntas)",
    re.I,
)
_OPTIONS = re.compile(
    r"(?:(?:answer|response|allowed|possible|permitted|valid|available|value)s?\s+)+"
    r"(?:options?|choices?|values?|answers?|responses?|list)|options|choices|antwortoptionen|"
    r"choix(?: possibles)?|opciones",
    re.I,
)
_NUMERO = re.compile(r"n\.? ?[°º.]+", re.I)  # a lone N is an answer
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>")


@lru_cache(maxsize=20_000)
def heading(text: str) -> Heading | None:
    """What a header cell of this text heads; None where it is no header as far as words tell."""
    text = text.strip()
    if not text or len(text) > _MOST_CHARACTERS:
        return None
    first = text.split("\n")[0].strip()
    for candidate in dict.fromkeys((first, _bare(first), _bare(text))):
        found = _heading(candidate)
        if found:
            return found
    return None


def _heading(text: str) -> Heading | None:
    if _NUMERO.fullmatch(text.strip()):
        return Heading(Role.ID, True)
    plain = text.strip(" *:.–—-_\t").strip()
    if not plain or word_count(plain) > _MOST_WORDS:
        return None
    for pattern, role in EXACT:
        if pattern.fullmatch(plain):
            return Heading(role, pattern is not EXACT[2][0])
    if plain.endswith("?") and word_count(plain) > 5:
        return None
    if word_count(plain) > 9:
        return None
    if _QUESTIONS.fullmatch(plain):
        return Heading(Role.QUESTION, False)
    for pattern, role, sure in FOUND:
        if pattern.search(plain):
            return Heading(role, sure and word_count(plain) <= 6)
    if (
        re.search(r"\bquestions?\b|\bfragen?\b|\bpreguntas?\b", plain, re.I)
        and word_count(plain) <= 5
    ):
        return Heading(Role.QUESTION, False)
    return None


def mark_of(text: str) -> str:
    """The answer a column of its own stands for, where its header is one: ``Yes``, ``N/A``."""
    plain = text.strip(" *:.\t\n")
    return plain if _MARKS.fullmatch(plain) else ""


def lists_options(text: str) -> bool:
    """Whether a header says that its column lists the answers each question may have."""
    return bool(_OPTIONS.fullmatch(_bare(text).strip(" *:.")))


def _bare(text: str) -> str:
    return _BRACKETS.sub(" ", " ".join(text.split())).strip()
