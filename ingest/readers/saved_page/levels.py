"""The depth of headings that carry no mark-up.

The title is 1 and a section 2. Deeper is what the text itself says is deeper:

- numbers: ``2.1`` below ``2``, ``1`` below a heading right above it; ``Step 1``, ``Phase 2`` below
  the heading before them;
- questions below a heading for questions;
- the label of a box (``Pro tip: …``), one below the section it stands in;
- a heading directly below another one, which opens subsections. They go on until a heading that
  names the page's whole subject again, closes the article, opens questions, opens subsections of
  its own, asks where its sisters do not, or has the empty line above it that the page puts above
  sections.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.saved_page.shape import stems
from ingest.readers.saved_page.vocabulary import is_callout, is_closing, is_faq

_COUNTED = re.compile(
    r"(step|phase|stage|part|tip|reason|mistake|pitfall|myth|rule|level|question)\s+"
    r"(\d+|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.I,
)
_NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)(?P<mark>[.):]?)\s+\S")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's text; whether a heading follows at once; whether an empty line is above it."""

    text: str
    bare: bool
    spaced: bool = False


def levels(headings: Sequence[Heading], title: str) -> list[int]:
    """A level for each heading below the title, 2 or more."""
    subject = stems(re.split(r"[:?|]| [–—-] ", title)[0])
    spacing = _spacing_marks_sections(headings)
    result: list[int] = []
    inside = ""  # what kind of subsections is open: "", "faq", "counted", "overview"
    sisters: list[Heading] = []
    nested = 0  # how much deeper numbers stand that begin right below a heading without one
    for above, heading in zip([None, *headings], headings, strict=False):
        text = heading.text
        if is_callout(text) and result:
            result.append(3 if not inside else 4)
            continue
        if number := _NUMBER.match(text):
            depth = number["number"].count(".") + 1
            if above is None or not _NUMBER.match(above.text):
                nested = int(above is not None and above.bare and number["number"] == "1")
            result.append(depth + 1 + nested)
            inside, sisters = "", []
            continue
        inside = _still_inside(inside, heading, sisters, subject, spacing)
        if inside:
            sisters.append(heading)
            result.append(3)
        elif _COUNTED.match(text) and result:
            inside, sisters = "counted", [heading]
            result.append(3)
        else:
            sisters = []
            result.append(2)
            inside = "faq" if is_faq(text) else "overview" if heading.bare else ""
    return result


def _still_inside(
    inside: str,
    heading: Heading,
    sisters: Sequence[Heading],
    subject: frozenset[str],
    spacing: bool,
) -> str:
    """The kind of subsections that stays open at this heading, or ``""``."""
    text = heading.text
    if is_closing(text) or is_faq(text):
        return ""
    if inside == "faq":
        return inside if text.endswith("?") else ""
    counted = bool(_COUNTED.match(text))
    if inside == "counted" or (inside == "overview" and (counted or _all_counted(sisters))):
        return (
            ("counted" if counted else "")
            if inside == "counted" or sisters
            else ("counted" if counted else "overview")
        )
    if inside != "overview" or not sisters:
        return inside
    whole_subject = len(subject) > 1 and subject <= stems(text)
    asks = text.endswith("?") and not any(sister.text.endswith("?") for sister in sisters)
    return "" if whole_subject or asks or heading.bare or (spacing and heading.spaced) else inside


def _all_counted(sisters: Sequence[Heading]) -> bool:
    return bool(sisters) and all(_COUNTED.match(sister.text) for sister in sisters)


def _spacing_marks_sections(headings: Sequence[Heading]) -> bool:
    """Whether the page puts empty lines above headings often enough to mean something."""
    return sum(heading.spaced for heading in headings) >= 2
