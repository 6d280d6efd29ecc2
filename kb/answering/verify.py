"""The check every sentence passes before it leaves.

A claim stands when its quote is the stored version's text at the stated offsets, character for
character; when every number, amount, date, identifier and product-like name of the claim stands in
the quote; and when claim and quote agree in negation. A claim that fails is dropped.
"""

import re
from dataclasses import dataclass

from kb.answering.quantities import Dimension, Quantity, quantities
from kb.text.identifiers import find_identifiers
from kb.values import Citation

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|neither|nor|without|cannot|can't|don't|doesn't|isn't|aren't|won't"
    r"|didn't|wasn't|weren't|shouldn't|mustn't|prohibited|forbidden|excluded|except)\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13",
    "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18",
    "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60",
    "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100", "thousand": "1000",
}  # fmt: skip
_TENS = re.compile(
    r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"[\s-](one|two|three|four|five|six|seven|eight|nine)\b"
)
_TIMES = (Dimension.DURATION, Dimension.INTERVAL)
#: A word with a capital that no sentence start explains, or with one (or a digit) inside.
_NAME = re.compile(
    r"(?<![.!?:]\s)(?<!^)\b[A-Z][\w&+-]*[A-Za-z0-9]\b|\b[A-Z][a-z]*[A-Z0-9][\w&+-]*\b"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer and what it rests on.

    ``labels`` are the names of the columns where the quote is a table row (or several), as far as
    they are said. They come from the table, never from a language model.
    """

    text: str
    citation: Citation
    labels: tuple[str, ...] = ()


def stands(citation: Citation, stored: str) -> bool:
    """Whether the quote is ``stored`` from ``start`` to ``end``, character for character."""
    return bool(citation.quote) and stored[citation.start : citation.end] == citation.quote


def supported(claim: Claim) -> bool:
    """Whether the claim says no more than its quote: see ``missing`` and ``negations_agree``."""
    return not missing(claim) and negations_agree(claim.text, claim.citation.quote)


def missing(claim: Claim) -> list[str]:
    """The numbers, amounts, identifiers and names of the claim that its quote does not hold.

    A heading above the quote may supply a name, but never a number.
    """
    quote = claim.citation.quote
    if claim.text == quote:
        return []
    above = " ".join((claim.citation.document, *claim.citation.heading))
    absent = sorted(numbers(claim.text) - numbers(quote))
    absent += _other_amounts(claim.text, quote)
    named = {found.canonical for found in find_identifiers(claim.text)}
    held = {found.canonical for found in find_identifiers(f"{quote}\n{above}")}
    absent += sorted(named - held)
    words = f"{quote} {above}".lower()
    names = {*_NAME.findall(claim.text)}
    absent += sorted(n for n in names if not re.search(rf"(?<!\w){re.escape(n.lower())}", words))
    return absent


def _other_amounts(claim: str, quote: str) -> list[str]:
    """The amounts of the claim that are none of the quote's: 72 days of 72 hours, weekly of daily.

    A count is left to its number, since the noun may stand elsewhere in other words.
    """
    held = quantities(quote)
    return [
        said.text
        for said in quantities(claim)
        if said.dimension is not Dimension.COUNT and not any(same_amount(said, q) for q in held)
    ]


def same_amount(one: Quantity, other: Quantity) -> bool:
    """Whether two amounts are equal, as near as "a month" and "30 days" are."""
    alike = one.dimension is other.dimension or {one.dimension, other.dimension} <= {*_TIMES}
    return alike and abs(one.amount - other.amount) <= 0.04 * max(one.amount, other.amount)


def numbers(text: str) -> set[str]:
    """The numbers in ``text``, thousands marks dropped, small ones in words as digits."""
    found = {_plain(number) for number in _NUMBER.findall(text)}
    spoken, compound = text.lower(), []
    for tens, ones in _TENS.findall(spoken):
        compound.append(str(int(_NUMBER_WORDS[tens]) + int(_NUMBER_WORDS[ones])))
    words = re.findall(r"[a-z]+", _TENS.sub(" ", spoken))
    found.update(compound)
    return found | {_NUMBER_WORDS[word] for word in words if word in _NUMBER_WORDS}


def _plain(number: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        number = number.replace(",", "")
    return number.rstrip(".,")


def negations_agree(claim: str, quote: str) -> bool:
    """Whether both say no or both do not. Counting parity would forgive a dropped "not"."""
    if claim == quote:
        return True
    return bool(_NEGATION.search(claim)) == bool(_NEGATION.search(quote))
