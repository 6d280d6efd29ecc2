"""Which columns of a past questionnaire hold its questions, its answers and its verdicts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.readers.sheet_tables import SheetRow
from kb.errors import VouchError
from kb.values import Verdict

#: The columns of an entry, as an export names them; of these ``question`` must be there.
FIELDS = (
    "question", "wordings", "verdict", "answer", "owner", "tags", "product", "audience",
    "valid_until", "evidence", "origin",
)  # fmt: skip
_QUESTION = re.compile(
    r"^(?:(?:full |control |assessment |security |vendor |questionnaire |audit )*questions?"
    r"(?: text| description| ?/ ?requirement| ?/ ?request)?|requirements?|request|query|inquiry|"
    r"control (?:specification|statement|description)|statement|item)$"
)
_ANSWER = re.compile(
    r"^(?:(?:vendor|supplier|provider|your|company|csp|our|respondent'?s?|detailed|full) )*"
    r"(?:answers?|responses?|repl(?:y|ies))(?: text| details?| description)?$"
)
_COMMENT = re.compile(
    r"^(?:(?:vendor|supplier|provider|your|company|csp|additional|answer|response|optional) )*"
    r"(?:comments?|explanations?|details?|descriptions?|notes?|justification|remarks?|"
    r"additional information|implementation description)(?: ?/ ?\w+| and \w+)?$"
)
_VERDICT = re.compile(
    r"^(?:verdict|yes ?/? ?no.*|y ?/ ?n.*|complian(?:t|ce)(?: status)?|implemented|in place|"
    r"implementation status|control status|(?:csp )?caiq answer|conform(?:s|ity)|meets requirement)"
    r"(?: ?\?)?$"
)
_VERDICTS = (
    (Verdict.NOT_APPLICABLE, r"n ?/ ?a|na|not applicable"),
    (Verdict.PARTIAL, r"partial(?:ly)?(?: \w+)?|in part|partly(?: \w+)?"),
    (Verdict.YES, r"yes|y|true|(?:fully )?(?:compliant|implemented|in place|met)|conforms?"),
    (Verdict.NO, r"no|n|false|non-?compliant|not (?:compliant|implemented|in place|met)|none"),
)  # fmt: skip
_PATTERNS = tuple((v, re.compile(rf"(?:{p})[.!]?", re.I)) for v, p in _VERDICTS)
_LEADING = re.compile(r"^(?P<word>yes|no|partially|n/a|not applicable)(?:\s*[,.;:–—]|\s+-\s)", re.I)
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each field, by number from 1; ``header`` is the row that names them, or 0."""

    places: Mapping[str, int] = field(default_factory=dict)
    header: int = 0


def verdict_of(text: str) -> Verdict | None:
    """The verdict that a cell states and nothing else, in the words questionnaires use."""
    return next((v for v, pattern in _PATTERNS if pattern.fullmatch(text.strip())), None)


def leading_verdict(text: str) -> Verdict | None:
    """The verdict that an answer begins with: "Yes, all backups are encrypted."."""
    found = _LEADING.match(text.strip())
    return None if found is None else verdict_of(found["word"])


def find_columns(rows: Sequence[SheetRow], mapped: Mapping[str, str]) -> Columns | None:
    """The columns of a sheet, as ``mapped`` says or else as its header row says; None for neither.

    ``mapped`` gives the column of a field by its letter or its header. Raises ``VouchError`` for
    a field that is none.
    """
    unknown = sorted(set(mapped) - set(FIELDS))
    if unknown:
        raise VouchError(f"{unknown[0]!r} is no column of the library; use {', '.join(FIELDS)}")
    for row in rows:
        named = {column: _plain(text) for column, text in row.cells.items()}
        places = _mapped(mapped, named) if mapped else _recognised(named, rows, row.number)
        if places is not None:
            return Columns(places, row.number)
    if mapped and all(_letter(where) for where in mapped.values()):
        return Columns({name: _letter(where) for name, where in mapped.items()})
    return None


def _mapped(mapped: Mapping[str, str], named: Mapping[int, str]) -> dict[str, int] | None:
    places: dict[str, int] = {}
    for name, where in mapped.items():
        found = [column for column, text in named.items() if text == _plain(where)]
        place = found[0] if found else 0
        if not place:
            return None
        places[name] = place
    return places


def _recognised(
    named: Mapping[int, str], rows: Sequence[SheetRow], header: int
) -> dict[str, int] | None:
    places = {
        name: column
        for name in FIELDS
        for column, text in named.items()
        if text.replace(" ", "_") == name
    }
    if "question" not in places:
        question = [column for column, text in named.items() if _QUESTION.match(text)]
        if not question:
            return None
        places["question"] = question[0]
    free = {column: text for column, text in named.items() if column not in places.values()}
    answers = [column for column, text in free.items() if _ANSWER.match(text)]
    comments = [column for column, text in free.items() if _COMMENT.match(text)]
    verdicts = [column for column, text in free.items() if _VERDICT.match(text)]
    verdicts += [column for column in answers if _mostly_verdicts(column, rows, header)]
    if "verdict" not in places and verdicts:
        places["verdict"] = verdicts[0]
    texts = [column for column in (*answers, *comments) if column not in places.values()]
    if "answer" not in places and texts:
        places["answer"] = texts[0]
    return places if "answer" in places or "verdict" in places else None


def _mostly_verdicts(column: int, rows: Sequence[SheetRow], header: int) -> bool:
    said = [row.cells[column] for row in rows if row.number > header and column in row.cells]
    return bool(said) and sum(verdict_of(text) is not None for text in said) >= _MOSTLY * len(said)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("*", " ").split()).rstrip(" :?")


def _letter(where: str) -> int:
    """The number of a column from its letters, 0 where they are none."""
    if not re.fullmatch(r"[A-Za-z]{1,2}", where.strip()):
        return 0
    number = 0
    for letter in where.strip().upper():
        number = number * 26 + ord(letter) - 64
    return number
