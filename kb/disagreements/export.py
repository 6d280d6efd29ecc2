"""A report on disagreements as the bytes of a file."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files as resources

from kb.coverage import files
from kb.disagreements.report import Disagreement, Side, Survey

HEADER = (
    "No.", "Topic", "Kind", "Confidence", "Explained by", "Detail", "Value", "Document", "Version",
    "Section", "Quote", "Valid until",
)  # fmt: skip
_TITLE = "Documents that disagree"


def survey_bytes(survey: Survey, found: Sequence[Disagreement], suffix: str) -> bytes:
    """``found`` as ``html``, ``md``, ``csv`` or ``xlsx``."""
    if suffix == "html":
        return _page(survey, found).encode()
    rows = list(_rows(found))
    if suffix == "csv":
        return files.as_csv(HEADER, rows)
    if suffix == "md":
        return files.as_markdown(_TITLE, _subtitle(survey, found), HEADER, rows)
    return files.as_workbook("Conflicts", HEADER, rows)


def _rows(found: Sequence[Disagreement]) -> Iterator[tuple[str, ...]]:
    """One row a side."""
    for number, one in enumerate(found, 1):
        head = (
            str(number),
            one.topic,
            one.kind.value,
            f"{one.confidence:.2f}",
            "" if one.why is None else one.why.value,
            one.detail,
        )
        for side in one.sides:
            cited = side.citation
            until = "" if cited.valid_until is None else cited.valid_until.isoformat()
            yield (
                *head,
                side.value,
                cited.document,
                str(cited.version),
                " > ".join(cited.heading),
                cited.quote.replace("\t", " | "),
                f"{until} (past)" if cited.expired else until,
            )


def _subtitle(survey: Survey, found: Sequence[Disagreement]) -> str:
    return (
        f"State on {survey.on.isoformat()}: {len(found)} found among {survey.statements} "
        f"statements of {survey.passages} passages. The surest come first; a person has to judge "
        "each."
    )


def _page(survey: Survey, found: Sequence[Disagreement]) -> str:
    style = resources("kb.coverage").joinpath("page.css").read_text("utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{_TITLE}</title><style>{style}</style></head><body><h1>{_TITLE}</h1>"
        f'<p class="sub">{escape(_subtitle(survey, found))}</p>'
        f"{''.join(map(_entry, found))}</body></html>\n"
    )


def _entry(one: Disagreement) -> str:
    values = escape(" / ".join(dict.fromkeys(side.value for side in one.sides)))
    reason = one.why.value if one.why is not None else "not explained"
    tone = "partly" if one.why is not None else "gap"
    detail = f'<p class="text">{escape(one.detail)}</p>' if one.detail else ""
    return (
        f'<details class="family"><summary><b>{escape(one.topic)}</b>: {values}'
        f'<span class="tally">{one.kind.value}, {one.confidence:.2f}</span>'
        f'<span class="state {tone}">{escape(reason)}</span></summary>'
        f"{detail}{''.join(map(_side, one.sides))}</details>"
    )


def _side(side: Side) -> str:
    cited = side.citation
    place = " · ".join((cited.document, f"version {cited.version}", *cited.heading))
    return (
        f'<div class="evidence"><blockquote><b>{escape(side.value)}</b>: {escape(cited.quote)}'
        f'</blockquote><div class="from">{escape(place)}</div></div>'
    )
