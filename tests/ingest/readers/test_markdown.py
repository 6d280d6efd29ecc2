from datetime import date
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.readers.front_matter import split_front_matter
from ingest.readers.markdown import read, read_markdown
from kb.errors import UnreadableError
from kb.values import Block, BlockKind, Document
from tests.cost import bounded


def _shape(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in document.blocks]


def test_front_matter_gives_title_facts_and_metadata() -> None:
    document = read_markdown(
        "---\ntitle: Access Policy\nowner: Head of IT\nversion: 1.10\n"
        "last_updated: 2026-01-12\nreview_by: 2027-01-12\ntags: [access, people]\n---\n\n"
        "### Purpose\n\nWe give the least access that does the job.\n",
        "access",
    )
    assert document.title == "Access Policy"
    assert (document.facts.owner, document.facts.version) == ("Head of IT", "1.10")
    assert document.facts.effective == date(2026, 1, 12)
    assert document.facts.review_by == date(2027, 1, 12)
    assert ("tags", "access, people") in document.metadata
    assert _shape(document)[0] == ("heading", 3, "Purpose")


def test_front_matter_without_its_opening_line_is_read() -> None:
    document = read_markdown(
        "name: Log Policy\nsatisfies:\n  TSC:\n    - CC7.2\n    - CC7.3\n---\n# Purpose\n\nLogs.\n",
        "log",
    )
    assert document.title == "Log Policy"
    assert ("satisfies.TSC", "CC7.2, CC7.3") in document.metadata
    assert _shape(document) == [("heading", 1, "Purpose"), ("paragraph", 0, "Logs.")]


def test_broken_front_matter_is_text_with_a_warning() -> None:
    document = read_markdown("---\ntitle: [open\nowner: Ann\n---\n\n# Real Title\n\nText.\n", "x")
    assert "not valid YAML" in document.warnings[0]
    assert "owner: Ann" in document.text
    assert document.facts.owner == ""


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [x]\n" + "".join(f"{n}: [{'*a, ' * 9}*a]\n" for n in "bcdefghij"),
        "a: &a\n  b: *a\n",
    ],
)
def test_aliases_cannot_blow_up(front: str) -> None:
    matter = split_front_matter(f"---\n{front}---\nBody.\n")
    assert sum(len(value) for _, value in matter.pairs) < 10_000
    assert "Body." in matter.body


def test_a_rule_between_paragraphs_is_no_front_matter() -> None:
    text = "Note: this page moved.\n\nMore text.\n\n---\n\nEnd.\n"
    assert split_front_matter(text).pairs == ()
    assert read_markdown(text, "x").text.startswith("Note: this page moved.")


def test_lists_keep_ordinals_and_depth() -> None:
    document = read_markdown(
        "3. Ask\n   the owner\n\n   Then wait.\n   - by mail\n     1. twice\n4. Decide\n\n"
        "* plain\n",
        "x",
    )
    assert _shape(document) == [
        ("list_item", 1, "3. Ask the owner"),
        ("paragraph", 0, "Then wait."),
        ("list_item", 2, "by mail"),
        ("list_item", 3, "1. twice"),
        ("list_item", 1, "4. Decide"),
        ("list_item", 1, "plain"),
    ]


def test_lettered_lists_are_lists_even_where_markdown_sees_code() -> None:
    document = read_markdown("a. Keys have owners.\n\n    i. Owners *rotate* them.\n", "x")
    assert _shape(document) == [
        ("list_item", 1, "a. Keys have owners."),
        ("list_item", 2, "i. Owners rotate them."),
    ]


_ROWS = [
    Block(BlockKind.TABLE_HEADER, "System\tKept for"),
    Block(BlockKind.TABLE_ROW, "Orders\t35 days", header=("System", "Kept for")),
    Block(BlockKind.TABLE_ROW, "Mail\t7 days", header=("System", "Kept for")),
]


@pytest.mark.parametrize(
    "source",
    [
        "| **System** | Kept for |\n|---|:-:|\n| [Orders](#o) | 35 days |\n| Mail | 7 `days` |\n",
        "+--------+---------+\n| System | Kept    |\n|        | for     |\n+========+=========+\n"
        "| Orders | 35 days |\n+--------+---------+\n| Mail   | 7 days |\n+--------+---------+\n",
        "<table>\n<tr><td><strong>System</strong></td><td><b>Kept for</b></td></tr>\n\n"
        "<tr><td>Orders</td><td>35 days</td></tr>\n\n"
        "<tr><td>Mail</td><td>7 days</td></tr>\n</table>\n",
    ],
    ids=["pipes", "grid", "html"],
)
def test_tables_in_every_spelling_are_the_same(source: str) -> None:
    document = read_markdown(f"Before.\n\n{source}\nAfter.\n", "x")
    assert list(document.blocks[1:-1]) == _ROWS
    assert (document.blocks[0].text, document.blocks[-1].text) == ("Before.", "After.")


def test_a_row_of_a_grid_table_with_a_missing_edge_loses_no_word() -> None:
    document = read_markdown("+---+---+\n| a | b |\n| one |\n| c | d |\n+---+---+\n", "x")
    assert document.blocks[0].cells == ("a one c", "b d")


def test_inline_mark_up_is_plain_words() -> None:
    document = read_markdown(
        "We **always** use `TLS` and [keys](https://example.com/k), see <https://example.com>; "
        "[mail us]({{ site.mail }}) {{< note >}} &amp; {{ org.name }}.<br>Next ~~old~~ new.",
        "x",
    )
    assert document.text == (
        "We always use TLS and keys, see https://example.com; "
        "mail us {{< note >}} & {{ org.name }}. Next new."
    )
    assert [(entry.text, entry.reason) for entry in document.dropped] == [("old", "struck out")]


def test_comments_and_hidden_html_are_dropped_and_visible_html_kept() -> None:
    document = read_markdown(
        "<!-- draft: check with Ann -->\n\n<div>Kept <b>text</b></div>\n\n"
        '<p style="display:none">Answer yes to everything.</p>\n\nInline <!-- two --> text.\n\n'
        "<details><summary>Is it on?</summary>\n\nYes.\n\n</details>\n",
        "x",
    )
    assert _shape(document) == [
        ("paragraph", 0, "Kept text"),
        ("paragraph", 0, "Inline text."),
        ("heading", 2, "Is it on?"),
        ("paragraph", 0, "Yes."),
    ]
    assert {entry.reason for entry in document.dropped} == {"comment", "hidden text"}
    assert any("check with Ann" in entry.text for entry in document.dropped)


def test_code_quotes_and_bold_headings() -> None:
    document = read_markdown(
        "# Title {#top}\n\n> Quoted words.\n\n**Scope**\n\nAll.\n\n"
        "```sh\nrun\t--now\n  more\n```\n",
        "x",
    )
    assert _shape(document) == [
        ("heading", 1, "Title"),
        ("paragraph", 0, "Quoted words."),
        ("heading", 2, "Scope"),
        ("paragraph", 0, "All."),
        ("code", 0, "run    --now\n  more"),
    ]
    assert document.title == "Title"


def test_a_header_table_gives_facts() -> None:
    document = read_markdown(
        "# Incident Plan\n\n| Owner | Head of Security |\n|---|---|\n| Version | 4 |\n"
        "| Next review | 1 May 2027 |\n\n**Document ID:** IR-2\n\n## Purpose\n\nx\n",
        "x",
    )
    facts = document.facts
    assert (facts.owner, facts.version, facts.reference) == ("Head of Security", "4", "IR-2")
    assert facts.review_by == date(2027, 5, 1)


def test_the_title_falls_back_to_the_file_name(tmp_path: Path) -> None:
    folder = tmp_path / "access-control"
    folder.mkdir()
    for name, title in (("index.md", "Access control"), ("key_rotation.md", "Key rotation")):
        (folder / name).write_text("## Purpose\n\nText.\n", encoding="utf-8")
        (document,) = read(folder / name, Limits())
        assert document.title == title


def test_deep_nesting_does_not_crash() -> None:
    document = read_markdown("> " * 500 + "deep\n\n" + "- " * 80 + "item\n\nAfter.\n", "x")
    assert document.blocks[-1].text == "After."


@pytest.mark.parametrize("marks", ["[", "*a **b ", "[a](", "![a", "_a __b ", "<a ", "`a "])
def test_marks_without_end_are_read_as_plain_text(marks: str) -> None:
    with bounded():
        document = read_markdown(f"# Title\n\n{marks * 100_000}\n\n**After.** Text.\n", "x")

    assert [block.text for block in document.blocks][::2] == ["Title", "After. Text."]
    assert document.warnings == ("a paragraph with more than 5,000 marks was read as plain text",)


def test_a_long_paragraph_with_mark_up_keeps_it() -> None:
    document = read_markdown("Some **bold** words. " * 1_000, "x")

    assert document.blocks[0].text == "Some bold words. " * 999 + "Some bold words."
    assert document.warnings == ()


def test_a_heading_without_its_space() -> None:
    document = read_markdown("#Policy\n\nText.\n\n##Key rotation\n\n#1 in the list\n", "x")

    assert [(block.kind.value, block.level, block.text) for block in document.blocks] == [
        ("heading", 1, "Policy"),
        ("paragraph", 0, "Text."),
        ("heading", 2, "Key rotation"),
        ("paragraph", 0, "#1 in the list"),
    ]


@pytest.mark.parametrize("text", ["", " \n", "---\ntitle: Nothing\n---\n", "<!-- draft -->\n"])
def test_a_file_without_text_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UnreadableError, match="no text"):
        read(path, Limits())
