"""What the page shows: every word of a document is text, whatever it says."""

from html.parser import HTMLParser
from typing import Any

import pytest

from ui import view, words
from ui.marks import placed
from ui.markup import esc
from ui.passage import passage

FOUL = "<b onmouseover=alert(1)>x</b>\"'></div></details><a href='javascript:alert(1)'>y</a>&amp;"
TAGS = {
    "article", "code", "details", "div", "h1", "mark", "p", "section", "span", "summary", "sup",
    "table", "td", "th", "tr",
}  # fmt: skip


class _Checked(HTMLParser):
    """Collects what a browser would see: elements, attributes, text; and checks the nesting."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert [name for name, _ in attrs] in ([], ["class"])
        for _, value in attrs:
            assert set(value or "") <= set("abcdefghijklmnopqrstuvwxyz-_ ")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> str:
    """The text of ``html``, which must be whole and hold nothing but our own elements."""
    parser = _Checked()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser.text


def citation(**changes: Any) -> dict[str, Any]:
    return {
        "document": "Access Policy",
        "document_id": "0123456789abcdef",
        "version": 2,
        "heading": ["Access", "2. Reviews"],
        "page": 3,
        "quote": "Access is reviewed quarterly.",
        "start": 10,
        "end": 39,
        "valid_until": "2026-05-31",
        "expired": False,
        "chunk_id": "0123456789abcdef.2.1",
        "collection": "policy",
        "source": "/home/me/policies/access.docx",
        **changes,
    }


def answer(**changes: Any) -> dict[str, Any]:
    return {
        "id": "",
        "question": "Do you review access?",
        "status": "grounded",
        "verdict": "yes",
        "answer": "Access is reviewed quarterly.",
        "reason": None,
        "confidence": 0.8,
        "citations": [citation()],
        "conflicts": [],
        "closest": [],
        "note": "",
        **changes,
    }


def opened(text: str, start: int, end: int, **changes: Any) -> dict[str, Any]:
    return {
        "version": 2,
        "current": 2,
        "state": "live",
        "characters": len(text),
        "from": 0,
        "start": start,
        "end": end,
        "to": len(text),
        "before": text[:start],
        "quote": text[start:end],
        "after": text[end:],
        "blocks": [],
        **changes,
    }


def test_hostile_text_stays_text_wherever_it_stands() -> None:
    foul = citation(
        document=FOUL, heading=[FOUL, FOUL], quote=FOUL, collection=FOUL, source=f"/x/{FOUL}"
    )
    text = f"{FOUL}\t{FOUL}"
    block = {"kind": "table_row", "level": 0, "page": None, "start": 0, "end": len(text)}
    shown = opened(text, 3, len(FOUL), blocks=[{**block, "header": [FOUL, FOUL]}])
    dispute = {"topic": FOUL, "values": [{"value": FOUL, "citation": foul}]}
    for status in ("grounded", "abstained", FOUL):
        found = answer(
            status=status,
            verdict=FOUL,
            reason=FOUL,
            answer=FOUL,
            note=FOUL,
            citations=[foul],
            conflicts=[dispute],
            closest=[foul],
        )
        for place in ({}, {view.place_of(foul): shown}, {view.place_of(foul): FOUL}):
            assert FOUL in read(view.answer(found, place))
    for html in (view.question(FOUL), view.problem(FOUL, FOUL, FOUL), passage(shown)):
        assert "onmouseover" in read(html)
    counts = {"total": 3, "collections": {FOUL: 3}}
    assert FOUL in read(view.library(counts))
    assert FOUL in read(view.status({"status": "failed", "problem": FOUL}))


def test_characters_that_turn_text_around_are_dropped() -> None:
    assert esc("yes\u202eton\u2066 \x00\x1b[31mred\u200f") == "yeston [31mred"
    assert esc("a & b") == "a &amp; b"


def test_the_quoted_words_are_marked_and_nothing_is_lost() -> None:
    text = "1. Scope\n\nAll staff. Access is reviewed quarterly. No exceptions."
    start = text.index("Access")
    blocks = [
        {"kind": "heading", "level": 1, "page": 1, "start": 0, "end": 8, "header": []},
        {"kind": "paragraph", "level": 0, "page": 1, "start": 10, "end": len(text), "header": []},
    ]
    html = passage(opened(text, start, start + 29, blocks=blocks))
    assert '<mark class="v-quoted">Access is reviewed quarterly.</mark>' in html
    assert '<div class="v-heading">1. Scope</div>' in html
    assert read(html) == text.replace("\n\n", "")


def test_a_quote_over_several_blocks_is_marked_in_each() -> None:
    text = "We log:\nlogins;\nlogouts."
    blocks = [
        {"kind": kind, "level": 0, "page": None, "start": a, "end": b, "header": []}
        for kind, a, b in (
            ("paragraph", 0, 7),
            ("list_item", 8, 15),
            ("list_item", 16, len(text)),
        )
    ]
    html = passage(opened(text, 0, len(text), blocks=blocks))
    assert html.count("<mark") == 3


def test_a_table_row_keeps_its_cells_and_gets_its_column_names() -> None:
    text = "Logs\t90 days\nBackups\t35 days"
    rows = [
        {"kind": "table_row", "level": 0, "page": None, "start": a, "end": b, "header": ["W", "K"]}
        for a, b in ((0, 12), (13, len(text)))
    ]
    html = passage(opened(text, 13, len(text), blocks=rows))
    assert html.count("<tr>") == 3
    assert '<td class="v-td"><mark class="v-quoted">35 days</mark></td>' in html
    assert '<td class="v-td">90 days</td>' in html
    assert '<th class="v-th">W</th>' in html


def test_half_a_table_row_is_not_shown() -> None:
    text = "Kept:\nLogs\t90 da"
    blocks = [
        {"kind": kind, "level": 0, "page": None, "start": a, "end": b, "header": []}
        for kind, a, b in (("paragraph", 0, 5), ("table_row", 6, 18))
    ]
    assert read(passage(opened(text, 0, 5, blocks=blocks))) == "Kept:"
    assert "90 da" in read(passage(opened(text, 0, 12, blocks=blocks)))


def test_what_was_cut_is_shown_as_cut() -> None:
    shown = opened("middle of the text", 0, 6)
    shown |= {"from": 100, "start": 100, "end": 106, "to": 118}
    shown["blocks"] = [
        {"kind": "paragraph", "level": 0, "page": None, "start": 50, "end": 300, "header": []}
    ]
    text = read(passage(shown))
    assert text == "… middle of the text …"


def test_a_source_says_where_it_stands_and_how_old_it_is() -> None:
    text = read(view.answer(answer(citations=[citation(expired=True)]), {}))
    assert "Access › 2. Reviews" in text
    assert "page 3" in text
    assert "out of date since 31 May 2026" in text
    fresh = view.answer(answer(), {})
    assert "out of date" not in read(fresh)
    place = {view.place_of(citation()): opened("x" * 60, 10, 39, current=3)}
    text = read(view.answer(answer(), place))
    assert "version 2, since replaced by version 3" in text
    assert "in date until 31 May 2026" in text
    assert "policies/access.docx" in text
    assert "/home/me" not in text


@pytest.mark.parametrize("reason", list(words.REASON))
def test_every_reason_has_its_words(reason: str) -> None:
    text = read(view.answer(answer(status="abstained", reason=reason, citations=[]), {}))
    for sentence in words.REASON[reason]:
        assert sentence in text


def test_the_words_cover_the_contract() -> None:
    from kb.values import Audience, Collection, Reason, Status, Verdict

    assert set(words.STATUS) == {s.value for s in Status}
    assert set(words.REASON) == {r.value for r in Reason}
    assert set(words.VERDICT) == {v.value for v in Verdict}
    assert set(words.COLLECTION) == {c.value for c in Collection}
    assert set(words.AUDIENCE) == {a.value for a in Audience}


def test_a_conflict_shows_both_values_with_their_sources() -> None:
    one, two = citation(document="Schedule"), citation(document="Policy", start=50, end=70)
    values = [{"value": "30 days", "citation": one}, {"value": "60 days", "citation": two}]
    found = answer(conflicts=[{"topic": "retention", "values": values}])
    text = read(view.answer(found, {}))
    assert "Sources disagree: retention" in text
    assert text.index("30 days") < text.index("Schedule") < text.index("60 days")


def test_marks_stand_after_the_words_they_prove() -> None:
    quotes = ["A is so.", "Logs\t90 days", "elsewhere", "A is"]
    text = "A is so. What: Logs; Kept: 90 days."
    found = placed(text, [{"quote": quote} for quote in quotes])
    assert found == [(4, 4), (8, 1), (len(text), 2), (len(text), 3)]
    assert placed("", [{"quote": ""}]) == [(0, 1)]
