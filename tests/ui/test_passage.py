"""A citation opened: the quoted words marked, nothing lost, nothing taken for markup."""

from tests.ui.shapes import FOUL, citation, opened, read
from ui.markup import esc
from ui.parts import panel
from ui.passage import passage


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
    blocks = [{"kind": "paragraph", "level": 0, "page": None, "start": 50, "end": 300}]
    shown = opened("middle of the text", 0, 6, blocks=blocks).model_copy(
        update={"from_": 100, "start": 100, "end": 106, "to": 118}
    )
    assert read(passage(shown)) == "… middle of the text …"


def test_hostile_text_stays_text() -> None:
    text = f"{FOUL}\t{FOUL}"
    block = {"kind": "table_row", "level": 0, "page": None, "start": 0, "end": len(text)}
    shown = opened(text, 3, len(FOUL), blocks=[block | {"header": [FOUL, FOUL]}])
    assert "onmouseover" in read(passage(shown))
    foul = citation(document=FOUL, heading=[FOUL], collection=FOUL, source=f"/x/{FOUL}")
    assert FOUL in read(panel.head(foul, 1, 3))
    assert "onmouseover" in read(panel.body(shown, foul))


def test_the_panel_says_what_became_of_the_version() -> None:
    shown = opened("x" * 60, 10, 39, current=3, superseded_at="2026-02-01T10:00:00Z")
    text = read(panel.body(shown, citation()))
    assert "Replaced by version 3 on 1 February 2026." in text
    assert "policies/access.docx" in text
    assert "/home/me" not in text
    head = read(panel.head(citation(), 2, 3))
    assert "Source 2 of 3" in head
    assert "in date until 31 May 2026" in head
    assert "page 3" in head


def test_characters_that_turn_text_around_are_dropped() -> None:
    assert esc("yes\u202eton\u2066 \x00\x1b[31mred\u200f") == "yeston [31mred"
    assert esc("a & b") == "a &amp; b"
