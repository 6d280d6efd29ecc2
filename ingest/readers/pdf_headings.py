"""Which paragraphs of a PDF are headings, and how deep."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.readers.markers import section_depth
from ingest.readers.pdf_paragraphs import PageTable, Para

_MAX_LARGE, _MAX_BOLD, _MAX_PLAIN = 250, 150, 90
_MAX_LEVEL = 6
_HEADING_SENTENCE = 14  # words of a large line that ends as a sentence and is a heading yet
_SENTENCE_END = re.compile(r"[.;,][\"'”’)\]]*$")
_WORDY = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True, order=True)
class HeadingStyle:
    """How a heading is set; styles sort from the most to the least prominent."""

    smaller: float
    plain: bool
    mixed_case: bool


def heading_levels(
    parts: Sequence[Para | PageTable], body: float, outline: Mapping[str, int]
) -> dict[int, int]:
    """The level of each heading, by its index in ``parts``.

    A heading is larger than the body, or all bold, all capitals or numbered while short and
    standing alone, or named in the file's ``outline`` (normalised title to depth). Levels follow
    the prominence of the styles; within one style, the depth of the numbering (``4.2``).
    """
    body_bold = _body_is_bold(parts, body)
    styles: dict[int, HeadingStyle] = {}
    for at, part in enumerate(parts):
        if isinstance(part, Para) and _is_heading(part, body, body_bold, outline):
            styles[at] = _style(part)
    ranked = {style: rank for rank, style in enumerate(sorted(set(styles.values())), 1)}
    shallowest: dict[HeadingStyle, int] = {}
    depths = {at: section_depth(_text(parts[at])) for at in styles}
    for at, style in styles.items():
        if depths[at]:
            shallowest[style] = min(shallowest.get(style, depths[at]), depths[at])
    return {
        at: min(_MAX_LEVEL, ranked[style] + max(0, depths[at] - shallowest.get(style, depths[at])))
        for at, style in styles.items()
    }


def normal_title(text: str) -> str:
    """A heading's words alone, for finding it in the outline."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _is_heading(para: Para, body: float, body_bold: bool, outline: Mapping[str, int]) -> bool:
    text = _text(para)
    if para.bullet or "://" in text or not _WORDY.search(text):
        return False
    if para.size >= max(1.07 * body, body + 0.75):
        return len(text) <= _MAX_LARGE and not _is_sentence(text)
    if para.size < body - 0.9:
        return False
    if len(text) <= _MAX_LARGE and outline.get(normal_title(text)) is not None:
        return True
    if _SENTENCE_END.search(text):
        return False
    if para.bold and not body_bold:
        return len(text) <= _MAX_BOLD
    if len(para.lines) > 1 or len(text) > _MAX_PLAIN or text.endswith(":"):
        return False
    letters = [c for c in text if c.isalpha()]
    if len(letters) >= 5 and all(c.isupper() for c in letters) and " " in text:
        return True
    return section_depth(text) >= 2 and _is_named(text)


def _is_sentence(text: str) -> bool:
    """Whether text is prose, however large it is set."""
    return len(text.split()) > _HEADING_SENTENCE and bool(_SENTENCE_END.search(text))


def _is_named(text: str) -> bool:
    """Whether a capitalised word follows the section number (``4.2 Backup retention``)."""
    _, _, rest = text.partition(" ")
    return rest[:1].isupper() and len(rest.split()) <= 9


def _style(para: Para) -> HeadingStyle:
    text = _text(para)
    return HeadingStyle(-round(para.size), not para.bold, not text.isupper())


def _body_is_bold(parts: Sequence[Para | PageTable], body: float) -> bool:
    bold = plain = 0
    for part in parts:
        if isinstance(part, Para) and abs(part.size - body) < 0.9:
            for line in part.lines:
                if line.bold:
                    bold += len(line.text)
                else:
                    plain += len(line.text)
    return bold > plain


def _text(part: Para | PageTable) -> str:
    return " ".join(part.texts) if isinstance(part, Para) else ""
