"""Lines of excerpts as statements to confirm, as they stand and with one thing changed.

A line that says something plainly confirms itself; with another number it says no to it, and with
a word that excludes its own ("employees" for "contractors") it does not answer.
"""

import random
import re

from kb.text.contrasts import Contrasts

_HEDGED = re.compile(
    r"\b(should|may|might|can|could|would|plan|plans|planned|will|soon|considered|encouraged"
    r"|except|unless|but|however|usually|normally|mostly|some|most|if|when|where|only|not|no"
    r"|never|nobody|none|without|until)\b|[|?:;\t]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?![\w.,-]*\d)(?!\w)")
_FORMS = (
    "{whole} Please confirm.",
    "{whole} Is that right?",
    "Please confirm: {whole}",
    "Is it true that {part}?",
    "Can you confirm that {part}?",
    "{whole}",
)
_LONGEST = 30


def is_plain(line: str) -> bool:
    """Whether a line asserts one thing without condition or exception."""
    words = line.split()
    return 4 <= len(words) <= _LONGEST and line.endswith(".") and not _HEDGED.search(line)


def asked(line: str, drawn: random.Random) -> str:
    """A plain line as a question."""
    part = line.rstrip(".")
    if not part[1:2].isupper():
        part = part[0].lower() + part[1:]
    return drawn.choice(_FORMS).format(whole=line, part=part)


def other_number(line: str, drawn: random.Random) -> str | None:
    """The line with another number, or None where it has none."""
    found = list(_NUMBER.finditer(line))
    if not found:
        return None
    one = drawn.choice(found)
    number = int(one.group())
    made = drawn.choice([number + 1, number * 2, number * 3 + 1, max(number // 2, 1) + 2])
    if made == number:
        made += 1
    return line[: one.start()] + str(made) + line[one.end() :]


def other_member(line: str, contrasts: Contrasts, drawn: random.Random) -> str | None:
    """The line with a term replaced by one that excludes it, or None where it has none."""
    ways = []
    for group in contrasts.groups:
        for name, pattern in group:
            found = pattern.search(line.lower())
            others = [n for n, p in group if n != name and not p.search(line.lower())]
            if found and others:
                ways.append((found, others))
    if not ways:
        return None
    found, others = drawn.choice(ways)
    end = "s" if found.group().endswith("s") else ""
    return line[: found.start()] + drawn.choice(others) + end + line[found.end() :]
