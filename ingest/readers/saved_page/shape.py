"""What a line without mark-up looks like: a heading, prose, a cell."""

import re

from ingest.readers.lines import BULLET, ORDINAL, Unit

_SMALL = frozenset(
    "a an and as at but by for from if in into is nor of off on onto or over per so than that the"
    " to up via vs vs. with without your our its their are be do does can not".split()
)
_TOKEN = re.compile(r"[^\W_]+(?:[.'’/-][^\W_]+)*")
_ENDS_SENTENCE = re.compile(r"[.!?…][”\"’')\]]*$")
_INSIDE_SENTENCE = re.compile(r"(?<![A-Z0-9])(?<!\bvs)(?<!\bNo)[.!?] [A-Z]")
HEADING_WORDS = 16  # longest line, in words and in characters, that can be a heading
HEADING_CHARACTERS = 120
PROSE_WORDS = 12  # shortest line that is prose without a doubt, if it ends as a sentence


def tokens(text: str) -> list[str]:
    """The words and numbers of a text, lower case."""
    return [token.casefold() for token in _TOKEN.findall(text)]


def stems(text: str) -> frozenset[str]:
    """Content words with plural and verb endings cut, to compare headings with one another."""
    return frozenset(_stem(token) for token in tokens(text) if token not in _SMALL)


def _stem(word: str) -> str:
    for ending in ("pings", "ping", "ings", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("p" if ending.startswith("ping") else "")
    return word


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return bool(_ENDS_SENTENCE.search(text))


def is_prose(unit: Unit) -> bool:
    """A paragraph of at least one whole sentence."""
    return (unit.words >= PROSE_WORDS and ends_sentence(unit.text)) or unit.words > 30


def title_case(text: str) -> float:
    """The share of longer words, after the first, that begin with a capital or a digit."""
    words = [word for word in _TOKEN.findall(text)[1:] if word.casefold() not in _SMALL]
    if not words:
        return 1.0
    return sum(not word[0].islower() for word in words) / len(words)


def could_head(unit: Unit) -> bool:
    """Whether a line has the form of a heading, whatever stands below it."""
    text = unit.text
    if not 1 <= unit.words <= HEADING_WORDS or len(text) > HEADING_CHARACTERS:
        return False
    if BULLET.match(unit.raw) or not re.match(r"[\"“‘'(\[¿#§]*[A-Z0-9À-ÖØ-Þ]", text):
        return False
    if re.search(r"[.,;:!…\\/&]$", text) and not re.search(r"\b(etc|Inc|Ltd|No|vs)\.$", text):
        return False
    return not _INSIDE_SENTENCE.search(text) and bool(re.search(r"[^\W\d_]", text))


def heads(unit: Unit, following: Unit | None) -> bool:
    """Whether a line is a heading, judged by its form and by what stands below it.

    In title case (two of three longer words, documented threshold .6) any line below will do; a
    line in sentence case must be short (10 words), or a question, and stand above a sentence.
    """
    if following is None or not could_head(unit):
        return False
    if title_case(unit.text) >= 0.6 and unit.words <= HEADING_WORDS:
        return True
    if unit.words > 10 and not unit.text.endswith("?"):
        return False
    sentence = following.words >= 6 and ends_sentence(following.text)
    return sentence or is_prose(following) or bool(BULLET.match(following.raw))


def opens_numbers(unit: Unit, following: Unit) -> bool:
    """Whether a line in the form of a heading stands between empty lines above a first number."""
    first = re.match(r"\s*(?:step |phase )?1[.):]\s", following.raw, re.IGNORECASE)
    alone = unit.group != following.group and not ORDINAL.match(unit.raw)
    return bool(first) and alone and could_head(unit)


def is_answered(unit: Unit, following: Unit | None) -> bool:
    """Whether a line is a question with something below it that is none."""
    asks = unit.text.endswith("?") and could_head(unit)
    return asks and following is not None and not following.text.endswith("?")
