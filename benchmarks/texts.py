"""Made-up text in any amount, always the same: words as unevenly spread as in a language.

For measuring speed where no data set is needed; it means nothing.
"""

import random
from collections.abc import Iterator

SEED = 11
_SYLLABLES = ("ac", "ba", "con", "de", "en", "fi", "gra", "in", "lo", "ma", "per", "ri", "se", "tu")


def vocabulary(size: int) -> list[str]:
    """Different words, short ones first, as common words are."""
    words: list[str] = []
    length = 1
    while len(words) < size:
        for number in range(len(_SYLLABLES) ** length):
            word = ""
            for _ in range(length):
                number, at = divmod(number, len(_SYLLABLES))
                word += _SYLLABLES[at]
            words.append(word)
            if len(words) == size:
                break
        length += 1
    return words


def texts(count: int, words: int) -> Iterator[str]:
    """``count`` texts of about ``words`` words, in sentences."""
    chance = random.Random(SEED)
    known = vocabulary(20_000)
    weights = [1 / rank for rank in range(1, len(known) + 1)]
    for _ in range(count):
        drawn = chance.choices(known, weights, k=chance.randint(words // 2, words * 3 // 2))
        parts = [drawn[at : at + 12] for at in range(0, len(drawn), 12)]
        yield " ".join(" ".join(part).capitalize() + "." for part in parts)
