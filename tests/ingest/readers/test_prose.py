"""Plain text inside data files as paragraphs and list items."""

from ingest.readers.prose import line, prose_blocks
from kb.values import Block, BlockKind

P, L = BlockKind.PARAGRAPH, BlockKind.LIST_ITEM


def test_wrapped_lines_make_one_paragraph_and_blank_lines_part_them() -> None:
    text = "Access is\n  granted by role.\n\n\t\nIt is reviewed\nyearly.\n"
    assert prose_blocks(text) == [
        Block(P, "Access is granted by role."),
        Block(P, "It is reviewed yearly."),
    ]


def test_unwrapped_lines_are_paragraphs() -> None:
    assert [b.text for b in prose_blocks("One.\nTwo.", wrapped=False)] == ["One.", "Two."]


def test_list_items_lose_bullets_and_keep_numbers() -> None:
    text = "We do:\n- first, which\n  goes on\n* second\n(a) third\n2. fourth\nii. fifth"
    assert prose_blocks(text) == [
        Block(P, "We do:"),
        Block(L, "first, which goes on", 1),
        Block(L, "second", 1),
        Block(L, "(a) third", 1),
        Block(L, "2. fourth", 1),
        Block(L, "ii. fifth", 1),
    ]


def test_indentation_gives_depth_and_ends_a_list() -> None:
    text = "Steps:\n  - one\n    - inner\n  - two\nThen it is done."
    assert [(b.kind, b.level) for b in prose_blocks(text)] == [
        (P, 0),
        (L, 1),
        (L, 2),
        (L, 1),
        (P, 0),
    ]


def test_a_sentence_that_begins_with_a_short_word_is_no_item() -> None:
    assert len(prose_blocks("Backups run daily, see\nsec. 4 and\nit. Then more")) == 1


def test_empty_text_and_other_values() -> None:
    assert prose_blocks(" \n \n") == []
    assert (line(None), line(True), line(["x"]), line(7), line(" a\tb ")) == (
        "",
        "",
        "",
        "7",
        "a b",
    )


def test_half_surrogates_are_replaced() -> None:
    assert prose_blocks("a\ud800b")[0].text.encode("utf-8")
    assert line("\udc00x").encode("utf-8")
