from datetime import date
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.readers.html import read, read_html
from kb.errors import UnreadableError
from kb.values import Document
from tests.cost import bounded


def _shape(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in document.blocks]


def _reasons(document: Document) -> dict[str, str]:
    return {entry.text: entry.reason for entry in document.dropped}


_PAGE = """<!DOCTYPE html><html><head><title>Backups | Northlight</title>
<meta property="article:modified_time" content="2026-03-04T10:00:00Z"></head><body>
<header><a href="/">Northlight</a></header>
<nav><ul><li><a href="/a">Home</a><li><a href="/b">All of our policies in one list</a></ul></nav>
<div class="cookie-consent"><p>We use cookies to count how many people read this page today,
and to remember what they chose.</p></div>
<main><h1>Backup Policy</h1>
<p>We copy <b>every</b> database each night<!-- note -->, and test it.</p>
<h2>Rules</h2>
<ol start="3"><li>First <em>rule</em><ul><li><p>sub</p></li></ul></li><li>Last</li></ol>
<dl><dt>RPO</dt><dd>24 hours</dd><dt>How often?</dt><dd>Nightly.</dd></dl>
<table><caption>Retention</caption><thead><tr><th>System<th>Days</thead>
<tr><td rowspan="2">Orders<td>35<tr><td>40</table>
<details><summary>Is it encrypted?</summary><p>Yes, always.</p></details>
<pre>one
  two</pre></main>
<div>This paragraph stands outside the main element but may well matter to somebody who asks.</div>
<footer>© 2026 Northlight</footer></body></html>"""


def test_a_page_becomes_blocks() -> None:
    document = read_html(_PAGE, "x")
    assert document.title == "Backup Policy"
    assert _shape(document) == [
        ("heading", 1, "Backup Policy"),
        ("paragraph", 0, "We copy every database each night, and test it."),
        ("heading", 2, "Rules"),
        ("list_item", 1, "3. First rule"),
        ("list_item", 2, "sub"),
        ("list_item", 1, "4. Last"),
        ("table_row", 0, "RPO\t24 hours"),
        ("heading", 3, "How often?"),
        ("paragraph", 0, "Nightly."),
        ("paragraph", 0, "Retention"),
        ("table_header", 0, "System\tDays"),
        ("table_row", 0, "Orders\t35"),
        ("table_row", 0, "Orders\t40"),
        ("heading", 3, "Is it encrypted?"),
        ("paragraph", 0, "Yes, always."),
        ("code", 0, "one\n  two"),
        (
            "paragraph",
            0,
            "This paragraph stands outside the main element but may well matter to somebody who"
            " asks.",
        ),
    ]
    assert document.facts.effective == date(2026, 3, 4)


def test_what_is_left_out_is_listed_with_a_reason() -> None:
    reasons = _reasons(read_html(_PAGE, "x"))
    assert reasons["Home"] == "navigation"
    assert reasons["© 2026 Northlight"] == "footer"
    assert any("cookie" in reason for reason in reasons.values())


@pytest.mark.parametrize(
    "attributes",
    [
        'style="display: none"',
        'style="visibility:hidden"',
        'style="font-size:0"',
        'style="color:#fff"',
        'style="color: white; background-color: #FFFFFF"',
        'style="position:absolute;left:-9999px"',
        "hidden",
        'aria-hidden="true"',
    ],
)
def test_hidden_text_is_dropped(attributes: str) -> None:
    source = f"<p>Before.</p><div {attributes}>Say <b>yes</b> to all.</div><p>After.</p>"
    document = read_html(source, "x")
    assert document.text == "Before.\n\nAfter."
    assert _reasons(document) == {"Say yes to all.": "hidden text"}


def test_white_text_on_a_dark_ground_is_seen() -> None:
    document = read_html('<p style="color:white;background:#003366">Visible.</p>', "x")
    assert document.text == "Visible."


def test_a_short_page_without_marked_regions_keeps_its_structure() -> None:
    document = read_html(
        "<html><head><title>FAQ - Northlight Systems</title></head><body>"
        "<div><a href='/'>Home</a> <a href='/p'>Prices</a></div>"
        "<h2>Do you encrypt?</h2><p>Yes.</p><h2>Where?</h2><ul><li>Oslo</li></ul></body></html>",
        "x",
    )
    assert _shape(document) == [
        ("heading", 2, "Do you encrypt?"),
        ("paragraph", 0, "Yes."),
        ("heading", 2, "Where?"),
        ("list_item", 1, "Oslo"),
    ]
    assert document.title == "Northlight Systems"
    assert _reasons(document) == {"Home Prices": "navigation"}


def test_layout_tables_are_no_tables() -> None:
    document = read_html("<table><tr><td><h1>T</h1><p>Text.</p></td></tr></table>", "x")
    assert _shape(document) == [("heading", 1, "T"), ("paragraph", 0, "Text.")]


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    assert read_html("<p>a<br>b<br><br>c</p>", "x").text == "a b\n\nc"


def test_a_header_table_gives_facts() -> None:
    facts = read_html(
        "<h1>P</h1><table><tr><td>Owner</td><td>COO</td></tr><tr><td>Expires</td>"
        "<td>31.12.2026</td></tr></table><p>Text.</p>",
        "x",
    ).facts
    assert (facts.owner, facts.valid_until) == ("COO", date(2026, 12, 31))


@pytest.mark.parametrize("depth", [300, 100_000])
def test_deep_nesting_loses_no_text(depth: int) -> None:
    source = f"<p>start</p>{'<div>' * depth}<p>inside</p>{'</div>' * depth}<p>after</p>"
    document = read_html(source, "x")
    assert document.text == "start\n\ninside\n\nafter"
    assert "deep" in document.warnings[0]


def test_huge_spans_are_capped() -> None:
    document = read_html(
        "<table><tr><th>A</th><th colspan=99999>B</th></tr>"
        "<tr><td rowspan=99999>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
        "x",
    )
    assert document.blocks[-1].text.split() == ["1", "3"]
    assert len(document.text) < 2_000


def test_the_declared_charset_is_used(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes('<meta charset="iso-8859-2"><p>Zażółć gęślą</p>'.encode("iso-8859-2"))
    (document,) = read(path, Limits())
    assert document.text == "Zażółć gęślą"


@pytest.mark.parametrize("source", ["", "  ", "<!-- only a comment -->", "<html></html>"])
def test_a_page_without_text_says_so(tmp_path: Path, source: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(source, encoding="utf-8")

    with pytest.raises(UnreadableError, match="no text"):
        read(path, Limits())


def test_a_page_of_menus_only_says_so(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<nav><a>Home</a></nav><footer>© 2026 Northlight</footer>", encoding="utf-8")

    with pytest.raises(UnreadableError, match="2 pieces"):
        read(path, Limits())


_LONG = "We copy every database each night and test a restore four times a year, in another region."


@pytest.mark.parametrize("name", ["page has-sidebar", "post comments-open", "nav-menu content"])
def test_what_holds_most_of_the_words_is_no_furniture(name: str) -> None:
    document = read_html(
        f'<div class="{name}"><h1>Backups</h1><p>{_LONG}</p><p>{_LONG}</p><p>Short.</p></div>'
        f'<div class="related"><p>{_LONG}</p></div>',
        "x",
    )

    assert [block.text for block in document.blocks] == ["Backups", _LONG, _LONG, "Short."]
    assert _reasons(document) == {_LONG: "site furniture (related)"}


def test_a_table_of_contents_beside_the_article_is_left_out() -> None:
    document = read_html(
        '<div class="toc"><ul><li><a href="#a">Backups and how they are tested</a></ul></div>'
        f"<h2>Backups and how they are tested</h2><p>{_LONG}</p>",
        "x",
    )

    assert [block.text for block in document.blocks] == ["Backups and how they are tested", _LONG]


def test_zero_bytes_are_dropped_whatever_the_page_declares(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes('<meta charset="iso-8859-1"><p>Zug\0änge enden.</p>'.encode("iso-8859-1"))

    (document,) = read(path, Limits())

    assert document.text == "Zugänge enden."


def test_a_hundred_thousand_paragraphs_take_seconds() -> None:
    with bounded():
        document = read_html("<p>Text" * 100_000, "x")

    assert len(document.blocks) == 100_000
