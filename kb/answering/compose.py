"""Joining the sentences that answer into one readable text, each with its citation."""

from collections.abc import Callable, Sequence
from datetime import date

from kb.answering.scored import Scored
from kb.answering.units import Unit
from kb.answering.verify import Claim, stands, supported
from kb.lexical.analysis import terms
from kb.values import Citation

#: A further sentence is added while it scores this share of the best one.
_CLOSE = 0.86
#: Two sentences that share more of their words than this say the same.
_SAME = 0.7


def citation(unit: Unit, today: date) -> Citation:
    """The citation of a unit: its words, and where they stand."""
    passage = unit.passage
    limits = [d for d in (passage.review_by, passage.valid_until) if d is not None]
    return Citation(
        document=passage.title,
        document_id=passage.document_id,
        version=passage.version,
        heading=passage.heading,
        page=passage.page,
        quote=unit.text,
        start=unit.start,
        end=unit.end,
        chunk_id=passage.chunk_id,
        collection=passage.collection.value,
        source=passage.source,
        valid_until=min(limits, default=None),
        expired=bool(limits) and min(limits) < today,
    )


def choose(told: Sequence[Scored], most: int, must: int = 1) -> list[Unit]:
    """The first ``must`` units, then those that come close to the first and add something.

    At most ``most`` in all.
    """
    chosen: list[Unit] = []
    least = _CLOSE * told[0].score
    for at, candidate in enumerate(told):
        if len(chosen) == most:
            break
        adds = candidate.score >= least and not any(_repeats(candidate.unit, u) for u in chosen)
        if at < must or adds:
            chosen.append(candidate.unit)
    return chosen


def _repeats(unit: Unit, other: Unit) -> bool:
    if unit.passage.document_id == other.passage.document_id and (
        unit.start < other.end and other.start < unit.end
    ):
        return True
    one, two = set(terms(unit.text)), set(terms(other.text))
    return bool(one and two) and len(one & two) / min(len(one), len(two)) > _SAME


def sentence(unit: Unit) -> str:
    """The unit as it reads in an answer: a table row with its column names, a heading's stop."""
    return row_said(unit.text, unit.columns)


def row_said(text: str, columns: Sequence[str]) -> str:
    """A row with the names of its columns; without them its cells, told apart.

    Of several rows (one a line) that go together each column's values are told once.
    """
    rows = [line.split("\t") for line in text.split("\n")]
    if not columns or any(len(row) != len(columns) for row in rows):
        return text.replace("\t", " | ")
    cells = [(c, ", ".join(dict.fromkeys(v))) for c, *v in zip(columns, *rows, strict=True)]
    named = [f"{column}: {cell}" if column else cell for column, cell in cells if cell]
    return "; ".join(named)


def claims(units: Sequence[Unit], today: date) -> list[Claim]:
    """One claim a unit: what is said is what is quoted."""
    return [Claim(sentence(unit), citation(unit, today), unit.columns) for unit in units]


def verified(found: Sequence[Claim], stored: Callable[[Citation], str]) -> list[Claim]:
    """The claims that stand: quote checked against the stored version, words against the quote.

    ``stored`` gives the text of the version that a citation names.
    """
    return [
        claim
        for claim in found
        if stands(claim.citation, stored(claim.citation))
        and (supported(claim) or _only_rearranged(claim))
    ]


def _only_rearranged(claim: Claim) -> bool:
    """Whether rows are told as they stand: all their cells, their columns' names, no word more."""
    quote = claim.citation.quote
    return "\t" in quote and claim.text in (row_said(quote, claim.labels), row_said(quote, ()))


def joined(found: Sequence[Claim], longest: int) -> tuple[str, list[Claim]]:
    """The text of the answer, at most ``longest`` characters, and the claims that are in it.

    A claim is in it whole or not at all, except that the first is cut, with an ellipsis, if it
    alone is too long.
    """
    kept: list[Claim] = []
    text = ""
    for claim in found:
        said = claim.text if claim.text[-1:] in ".!?…:" else claim.text + "."
        longer = f"{text} {said}" if text and "\n" not in said else f"{text}\n{said}".strip()
        if len(longer) > longest:
            if kept:
                continue
            longer = said[: longest - 1].rstrip() + "…"
        text = longer
        kept.append(claim)
    return text, kept
