"""A verdict in the customer's words, or a note why it does not fit.

Only a choice that says what the verdict says, and no more, is taken: "Yes" where the list has
"Yes, certified" is not ours to claim. Nothing falls back to "N/A".
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import yaml

from kb.values import Verdict
from kb.values.questionnaires import AnswerCell

__all__ = ["Fit", "Meaning", "fit", "is_placeholder", "meaning_of", "said", "ticked"]


class Meaning(StrEnum):
    """What a choice says."""

    YES = "yes"
    NO = "no"
    PARTIAL = "partial"
    NOT_APPLICABLE = "not_applicable"
    PLANNED = "planned"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Fit:
    """What is written for a verdict, empty with a ``note`` where nothing fits."""

    text: str = ""
    numeric: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    """A choice as understood: how plainly it says so (0 is plainest), None where it says nothing
    that a verdict says.
    """

    meaning: Meaning | None
    rank: int = 0


@dataclass(frozen=True)
class _Words:
    means: Mapping[str, tuple[Meaning, int]]
    families: tuple[Mapping[str, str | None], ...]
    light: frozenset[str]
    maturity: frozenset[str]


_LEVEL = re.compile(
    r"^(?:(?:level|stufe|niveau|nivel|livello|score|tier)\s*)?\d{1,3}(?:\.\d+)?\s*(?:[-–—:=.)]|"
    r"\s)\s*(?=\D)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"^[(\[]?[a-h][)\].:]\s+(?=\S)|\s*[(\[=]\s*\d{1,3}(?:[.,]\d+)?\s*(?:%|pts?|points?)?\s*[)\]]?$",
    re.I,
)
_CUT = re.compile(r"\s*(?:[-–—:,;(/|\[.]|\bbut\b|\bwith\b|\band\b|\bmit\b|\bavec\b)\s*", re.I)
_NUMBER = re.compile(r"^\d{1,3}(?:[.,]\d+)?$")
_LEGEND = re.compile(
    r"(?<![\d.])(\d{1,2})\s*(?:=|:|-|–|—|\)|\bis\b|\bmeans\b)\s*([^\d,;|\n(=]{2,60})", re.I
)
_PLACEHOLDER = re.compile(
    r"^\W*(?:(?:please\s+)?(?:select|choose|pick|enter|fill|click|answer)\b.*|"
    r"bitte (?:aus)?wählen.*|"
    r"choisir.*|sélectionne\w*.*|seleccion\w*.*|selezion\w*.*|selecteer.*|tbd|tbc|"
    r"to be (?:completed|answered|"
    r"determined)|not (?:answered|completed|started)|unanswered|your (?:answer|response).*|"
    r"(?:vendor|supplier)(?: to)? (?:answer|response|complete).*|offen|none selected|x{3,}|"
    r"\.{2,}|\?+)?\W*$",
    re.I,
)  # fmt: skip
_MEANS = {
    Verdict.YES: Meaning.YES,
    Verdict.NO: Meaning.NO,
    Verdict.PARTIAL: Meaning.PARTIAL,
    Verdict.NOT_APPLICABLE: Meaning.NOT_APPLICABLE,
}


@cache
def _words() -> _Words:
    text = resources.files("kb.questionnaires").joinpath("words.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    means: dict[str, tuple[Meaning, int]] = {}
    for name, groups in data["means"].items():
        for rank, group in enumerate(groups):
            for phrase in group:
                # Forms of one language rank alike: a list holds one language.
                means.setdefault(_plain(str(phrase)), (Meaning(name), min(rank, 3)))
    return _Words(
        means,
        tuple(data["families"]),
        frozenset(data["light"].split()),
        frozenset(map(_plain, data["maturity"])),
    )


def meaning_of(choice: str, question: str = "") -> Meaning | None:
    """What a choice says, None where it says nothing that a verdict says."""
    return _read(choice, question).meaning


def fit(
    verdict: Verdict, cell: AnswerCell, language: str = "en", question: str = "", legend: str = ""
) -> Fit:
    """What to write into ``cell`` for ``verdict``.

    ``legend`` is text that may say what the numbers of a scale mean ("5 = fully in place").
    """
    if not cell.choices:
        return Fit(said(verdict, language))
    wanted = _MEANS[verdict]
    labels = {choice: choice for choice in cell.choices}
    if _scale(cell.choices):
        told: dict[str, str] = dict(_LEGEND.findall(legend))
        labels = {choice: told.get(choice.strip(), choice) for choice in cell.choices}
        if not told:
            return Fit(note=f"its scale ({_listed(cell.choices)}) has no legend")
    read = {choice: _read(label, question) for choice, label in labels.items()}
    known = [choice for choice in cell.choices if read[choice].meaning is wanted]
    if known:
        least = min(read[choice].rank for choice in known)
        text = next(choice for choice in known if read[choice].rank == least)
        return Fit(text, numeric=bool(_NUMBER.match(text.strip())))
    if not cell.closed and (kin := _kin(cell.choices, verdict)):
        return Fit(kin)
    return Fit(note=_misfit(verdict, cell.choices, read))


def said(verdict: Verdict, language: str = "en") -> str:
    """The verdict in a language, in English where it is not known."""
    families = [family for family in _words().families if family.get("language")]
    own = next((f for f in families if f["language"] == language[:2]), families[0])
    return str(own[verdict.value])


def ticked(verdict: Verdict, cells: Sequence[AnswerCell], question: str = "") -> AnswerCell | None:
    """Of cells that take a tick, the one that stands for ``verdict``."""
    read = [(cell, _read(cell.mark, question)) for cell in cells]
    fitting = [(one.rank, at, cell) for at, (cell, one) in enumerate(read)
               if one.meaning is _MEANS[verdict]]  # fmt: skip
    return min(fitting, key=lambda entry: entry[:2])[2] if fitting else None


def is_placeholder(text: str) -> bool:
    """Whether a cell's text only asks to be replaced ("Please select")."""
    return bool(_PLACEHOLDER.match(text.strip()))


def _read(choice: str, question: str = "") -> _Read:
    words = _words()
    bare = _CODE.sub("", _LEVEL.sub("", choice.strip()))
    for form in (choice, bare):
        found = words.means.get(_plain(form))
        if found is not None:
            return _Read(*found)
    head, *rest = _CUT.split(bare, maxsplit=1)
    first = words.means.get(_plain(head))
    if first is None or not rest or not rest[0].strip():
        return _Read(None)
    tail = re.sub(r"^(?:but|and|with)\s+", "", rest[0].strip(" )]."), flags=re.IGNORECASE)
    second = words.means.get(_plain(tail))
    if second is not None:
        # "Yes - partially" says the second; "Yes / Implemented" says one thing twice.
        return _Read(second[0], max(first[1], second[1]) + 1)
    about = set(_plain(question).split())
    more = [word for word in _plain(tail).split() if word not in words.light and word not in about]
    return _Read(None if more else first[0], first[1] + 2)


def _scale(choices: Sequence[str]) -> bool:
    """Whether all choices are bare numbers, beside such as say that it does not apply."""
    bare = [c for c in choices if _read(c).meaning is not Meaning.NOT_APPLICABLE]
    return len(bare) > 1 and all(_NUMBER.match(choice.strip()) for choice in bare)


def _kin(choices: Sequence[str], verdict: Verdict) -> str:
    """The verdict in the form in which the column has been answered so far."""
    used = {_plain(choice) for choice in choices}
    for family in _words().families:
        forms = {_plain(str(v)) for k, v in family.items() if k != "language" and v is not None}
        yes_or_no = used & {_plain(str(family["yes"])), _plain(str(family["no"]))}
        if yes_or_no and used <= forms and (form := family[verdict.value]) is not None:
            return form.upper() if all(c.isupper() and len(c) > 1 for c in choices) else form
    return ""


def _misfit(verdict: Verdict, choices: Sequence[str], read: Mapping[str, _Read]) -> str:
    listed = _listed(choices)
    bare = {_plain(_LEVEL.sub("", choice)) for choice in choices}
    if len(bare & _words().maturity) >= 2:
        return f"it asks for a level of maturity ({listed}), which no document states"
    meanings = {one.meaning for one in read.values()}
    if not meanings & {Meaning.YES, Meaning.NO}:
        return f"its list has no yes or no ({listed})"
    return f"its list has nothing that says “{said(verdict)}” and no more ({listed})"


def _listed(choices: Sequence[str]) -> str:
    short = [choice if len(choice) <= 30 else choice[:29] + "…" for choice in choices[:6]]
    return ", ".join(short) + (", …" if len(choices) > 6 else "")


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    plain = re.sub(r"[^\w%'/ ]+", " ", plain)
    return " ".join(plain.split())
