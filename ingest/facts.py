"""What a document says about itself: owner, version, dates, number, status.

Readers collect pairs of label and value (front matter, document properties, a header table, lines
such as ``Owner: Head of Security``) and this module maps them to ``Facts``. A value that does not
fit its label (``Approved: yes``, ``Owner`` followed by a sentence, an ambiguous date) is kept word
for word in ``Facts.other``; so is every label that means nothing here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ingest.dates import find_dates, parse_date
from kb.values import Facts
from kb.values.documents import clean_text

# The longest value that still reads as a name, a number or a state rather than as prose.
_MAX_OWNER, _MAX_SHORT, _MAX_DATE = 100, 60, 80
_MAX_LINE = 2_000  # characters of a line that may still be a row of pairs

_OWNER = (
    "owner|owned by|owner role|responsible|responsible person|responsible party|responsible role"
    "|responsible owner|responsibility|accountable|accountable owner|custodian|maintainer"
    "|maintained by|process owner|content owner|business owner"
)
_VERSION = "version|ver|rev|revision|release|edition|issue"
_REFERENCE = (
    "id|identifier|reference|ref|number|no|code|reference number|reference no|ref no|certificate"
    "|certificate no|certificate number|certificate id|report no|report number|control number"
)
# Dates of a beginning, strongest first: what is in force beats what was signed, printed, edited.
_EFFECTIVE = (
    "effective date|effective|effective from|effective as of|effective since|date effective"
    "|in force since|in force from|in force|in effect since|valid from|valid since|applies from",
    "approved on|approval date|date approved|date of approval|approved|adopted on|date adopted",
    "date of issue|issue date|issued|issued on|date issued|publication date|published"
    "|published on|date published|release date|date of publication",
    "last updated|last update|updated|updated on|last modified|last revised|revision date"
    "|date revised|last changed|date of last change|lastmod|modified|date",
)
_REVIEW = (
    "review by|next review|next review date|review date|review due|review due date|due for review"
    "|next review due|date of next review|to be reviewed by|next scheduled review|review before"
    "|scheduled review|next revision|next revision date|next review by|review on"
)
_VALID = (
    "valid until|valid to|valid through|valid thru|valid till|expires|expires on|expiry"
    "|expiry date|expiration|expiration date|date of expiry|end of validity|validity end"
    "|certificate expires|certificate expiry date|good until|not valid after"
)
_STATUS = "status|state|approval status|lifecycle status"
_RANGE = "validity|validity period|period of validity|certificate validity|valid"

_FIELD = {
    label: (name, rank)
    for name, groups in (
        ("owner", (_OWNER,)),
        ("version", (_VERSION,)),
        ("reference", (_REFERENCE,)),
        ("document", ("document|doc",)),
        ("effective", _EFFECTIVE),
        ("review_by", (_REVIEW,)),
        ("valid_until", (_VALID,)),
        ("status", (_STATUS,)),
        ("range", (_RANGE,)),
    )
    for rank, labels in enumerate(groups)
    for label in labels.split("|")
}
_SUBJECT = re.compile(
    r"^(?:this |the )?(?:document|doc|policy|procedure|standard|plan|report|record|statement"
    r"|programme|program)(?:'s|s)? (?=\S)"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# "Document: ISP-07", but "Document: Backup Policy" and "Document: 12 pages".
_NUMBERED_AS = re.compile(r"[A-Z][A-Za-z]{0,9}(?:[-_./ ]?[A-Z0-9]{1,8}){0,4}[-_./ ]?\d{1,6}")
_NOT_WORD = re.compile(r"[^\w']+")
_DECORATION = "*_`#>-•· \t"
_PAIR = re.compile(r"^(?P<label>[^:|\t]{1,40}?)\s*(?::|\||\t| [–—] )\s*(?P<value>\S.*)$")
_VERSION_VALUE = re.compile(r"[vV]?\.?\s?\d+(?:\.\d+)*[a-z]?")


def facts_from_pairs(pairs: Iterable[tuple[str, str]]) -> Facts:
    """Facts from labels and values as they stand in a document, in its order.

    The first value that fits a field wins, except that a stronger date of effect (``Effective
    date``) replaces a weaker one (``Approved on``, ``Issued``, ``Last updated``). Everything not
    used, the replaced ones included, is in ``other`` with its raw label and value.
    """
    found = _Found()
    for raw_label, raw_value in pairs:
        label, value = clean_text(raw_label).strip(_DECORATION + ":"), clean_text(raw_value)
        if label and value:
            found.take(label, value)
    return found.facts()


def facts_from_lines(lines: Iterable[str]) -> Facts:
    """Facts from header lines: ``Owner: …``, ``Owner | …``, ``Version 3.1``, ``Valid until …``.

    Hand over the lines above the first section only. A line with several pairs between bars is
    split. Lines with unknown labels count (as ``other``) only beside a line with a known one, so
    that ordinary sentences with a colon are not taken for facts.
    """
    rows = [line_pairs(line) for line in lines]
    known = [any(known_label(*pair) for pair in row) for row in rows]
    pairs = [
        pair
        for at, row in enumerate(rows)
        if any(known[max(0, at - 1) : at + 2])
        for pair in row
        if known_label(*pair) or len(pair[1]) <= _MAX_OWNER
    ]
    return facts_from_pairs(pairs)


def line_pairs(line: str) -> list[tuple[str, str]]:
    """The label and value of a header line; several, where it joins them with bars; or none."""
    if len(line) > _MAX_LINE:
        return []
    line = line.strip(_DECORATION + "|")
    pieces = [piece.strip(_DECORATION) for piece in re.split(r"\s[|·•]\s|;\s", line)]
    if len(pieces) > 1 and all(":" in piece or _bare_pair(piece) for piece in pieces):
        return [pair for piece in pieces for pair in line_pairs(piece)]
    if match := _PAIR.match(line):
        return [(match["label"].strip(_DECORATION), match["value"].strip(_DECORATION))]
    return _bare_pair(line)


def known_label(label: str, value: str = "") -> bool:
    """Whether ``label`` names a field of ``Facts``; ``Document`` does beside a number."""
    name, _ = _field(label) or ("", 0)
    return bool(name) and (name != "document" or bool(_NUMBERED_AS.fullmatch(value)))


def _bare_pair(line: str) -> list[tuple[str, str]]:
    """A pair without a mark between: a known label, then a version number or a date."""
    words = line.split()
    for count in range(min(4, len(words) - 1), 0, -1):
        label, value = " ".join(words[:count]), " ".join(words[count:])
        if (entry := _field(label)) is None:
            continue
        if entry[0] == "version" and _VERSION_VALUE.fullmatch(value):
            return [(label, value)]
        if entry[0] in ("effective", "review_by", "valid_until") and (
            len(value) <= 20 and parse_date(value) is not None
        ):
            return [(label, value)]
    return []


def _field(label: str) -> tuple[str, int] | None:
    words = _NOT_WORD.sub(" ", _CAMEL.sub(" ", label).replace("_", " ")).strip().casefold()
    return _FIELD.get(words) or _FIELD.get(_SUBJECT.sub("", words))


@dataclass
class _Found:
    """What has been found so far, field by field."""

    texts: dict[str, str] = field(default_factory=dict)
    dates: dict[str, tuple[date, int, tuple[str, str]]] = field(default_factory=dict)
    other: list[tuple[str, str]] = field(default_factory=list)

    def take(self, label: str, value: str) -> None:
        name, rank = _field(label) or ("", 0)
        pair = (label, value)
        if name == "document":
            taken = bool(_NUMBERED_AS.fullmatch(value)) and self._take_text("reference", value)
        elif name in ("owner", "version", "reference", "status"):
            taken = self._take_text(name, value)
        elif name in ("effective", "review_by", "valid_until"):
            day = parse_date(value) if len(value) <= _MAX_DATE else None
            taken = day is not None and self._take_date(name, day, rank, pair)
        elif name == "range":
            taken = self._take_range(value, pair)
        else:
            taken = False
        if not taken and pair not in self.other:
            self.other.append(pair)

    def _take_text(self, name: str, value: str) -> bool:
        longest = _MAX_OWNER if name == "owner" else _MAX_SHORT
        if name in self.texts or len(value) > longest:
            return False
        if name == "version" and not re.search(r"\d", value):
            return False
        self.texts[name] = value
        return True

    def _take_date(self, name: str, day: date, rank: int, pair: tuple[str, str]) -> bool:
        if name in self.dates:
            _, old_rank, old_pair = self.dates[name]
            if old_rank <= rank:
                return False
            self.other.append(old_pair)
        self.dates[name] = (day, rank, pair)
        return True

    def _take_range(self, value: str, pair: tuple[str, str]) -> bool:
        days = find_dates(value)
        if len(days) != 2 or days[0] is None or days[1] is None or days[0] > days[1]:
            return False
        began = self._take_date("effective", days[0], 0, pair)
        return self._take_date("valid_until", days[1], 0, pair) or began

    def facts(self) -> Facts:
        day = {name: value for name, (value, _, _) in self.dates.items()}
        return Facts(
            reference=self.texts.get("reference", ""),
            owner=self.texts.get("owner", ""),
            version=self.texts.get("version", ""),
            effective=day.get("effective"),
            review_by=day.get("review_by"),
            valid_until=day.get("valid_until"),
            status=self.texts.get("status", ""),
            other=tuple(self.other),
        )
