"""What a sentence or a table row says of a practice, where nobody asked a question.

A plan, a wish and a "not implemented" are no evidence that something is done.
"""

import re

from kb.answering import wording
from kb.answering.units import Unit
from kb.coverage.report import Standing

_STATUS = re.compile(
    r"\b(?:status|state|implement(?:ed|ation)|in place|result|applicab(?:le|ility)|maturity)\b",
    re.IGNORECASE,
)
_CELLS = (
    (Standing.NOT_APPLICABLE, re.compile(r"(?:not applicable|n/?a|excluded|out of scope)\b")),
    (Standing.PARTLY, re.compile(r"(?:part(?:ly|ial(?:ly)?)\b|pilot|in progress|ongoing$)")),
    (
        Standing.PLANNED,
        re.compile(r"(?:planned|open$|to[ -]?do$|roadmap|scheduled|proposed|in preparation)"),
    ),
    (Standing.DENIED, re.compile(r"(?:no$|none$|not\s|absent$|missing$|gap$|fail(?:ed)?$|never$)")),
)  # fmt: skip
#: Something is missing, as opposed to forbidden: a ban is a control of its own.
_LACKS = re.compile(
    r"\b(?:(?:do|does|did) not (?:yet )?(?:have|hold|operate|offer|maintain|run|perform|cover)|"
    r"ha(?:s|ve) (?:no|not (?:yet )?(?:been )?(?:implemented|established|introduced|tested))|"
    r"there (?:is|are) (?:no|currently no)\b|"
    r"(?:is|are) not (?:yet )?(?:implemented|in place|available|operated|covered|performed|"
    r"enrolled|tested|certified|documented|deployed)|lacks?\b|no (?:formal|documented) )",
    re.IGNORECASE,
)
#: "There are no exceptions" takes nothing away.
_NOTHING_LACKS = re.compile(
    r"\b(?:there (?:is|are)|has|have) no (?:\w+ )?(?:exceptions?|access|shared|default|way)\b", re.I
)
_INAPPLICABLE = re.compile(r"\b(?:is|are) (?:not applicable|out of scope)\b", re.IGNORECASE)


def standing(unit: Unit) -> Standing:
    """What ``unit`` says of the practice it speaks of."""
    if unit.is_row:
        told = _of_row(unit)
        if told is not None:
            return told
    text = unit.text
    if wording.PLANNED.search(text):
        return Standing.PLANNED
    if _INAPPLICABLE.search(text):
        return Standing.NOT_APPLICABLE
    if _LACKS.search(text) and not _NOTHING_LACKS.search(text):
        return Standing.DENIED
    if wording.HEDGED.search(text) and not re.search(r"\b(?:must|shall)\b", text):
        return Standing.WISHED
    return Standing.PARTLY if wording.PARTIAL.search(text) else Standing.DONE


def _of_row(unit: Unit) -> Standing | None:
    """What the row's status says; None where it has none and its words decide."""
    cells = [cell.strip().rstrip(".").lower() for cell in unit.text.split("\t")]
    named = [
        cell
        for column, cell in zip(unit.columns, cells, strict=False)
        if cell and _STATUS.search(column)
    ]
    for cell in named or [cell for cell in cells[1:] if len(cell.split()) <= 3]:
        for told, pattern in _CELLS:
            if pattern.match(cell):
                return told
    return Standing.DONE if named else None
