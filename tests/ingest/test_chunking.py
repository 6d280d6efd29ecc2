"""Documents are cut where their structure allows it, and nothing is lost or doubled."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import chunk, one_chunk
from kb.values import Block, BlockKind, Chunk, Document

H, P, L = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
T, R, C = BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW, BlockKind.CODE


def document(*blocks: Block, title: str = "Policy") -> Document:
    return Document(title=title, blocks=blocks)


def paragraph(count: int, word: str = "word") -> Block:
    """One sentence of ``count`` words."""
    return Block(P, " ".join([word.capitalize(), *[word] * (count - 1)]) + ".")


def texts(chunks: tuple[Chunk, ...]) -> list[str]:
    return [one.text for one in chunks]


def test_a_chunk_never_reaches_into_another_section() -> None:
    chunks = chunk(
        document(
            Block(H, "Access", level=1),
            Block(P, "Access is reviewed."),
            Block(H, "Backups", level=1),
            Block(P, "Backups are tested."),
        ),
        150,
    )

    assert [(one.heading, one.text) for one in chunks] == [
        (("Access",), "Access is reviewed."),
        (("Backups",), "Backups are tested."),
    ]


def test_the_path_holds_the_headings_above_and_not_the_title_again() -> None:
    chunks = chunk(
        document(
            Block(H, "Policy", level=1),
            Block(H, "Access", level=2),
            Block(H, "Reviews", level=3),
            Block(P, "Quarterly."),
            Block(H, "Backups", level=2),
            Block(P, "Daily."),
        ),
        150,
    )

    assert [one.heading for one in chunks] == [("Access", "Reviews"), ("Backups",)]


def test_text_before_the_first_heading_has_no_path() -> None:
    (one,) = chunk(document(Block(P, "Preface.")), 150)

    assert one.heading == ()


def test_a_heading_with_nothing_below_it_is_text() -> None:
    chunks = chunk(
        document(
            Block(H, "Physical security", level=1),
            Block(H, "Doors are locked at all times", level=2),
            Block(H, "Visitors are escorted", level=2),
            Block(H, "Cameras", level=1),
        ),
        150,
    )

    assert texts(chunks) == ["Doors are locked at all times", "Visitors are escorted", "Cameras"]
    assert chunks[0].heading == ("Physical security", "Doors are locked at all times")


def test_the_name_of_an_article_stands_below_its_number() -> None:
    chunks = chunk(
        document(
            Block(H, "Article 32", level=2),
            Block(H, "Security of processing", level=2),
            Block(P, "The controller shall act."),
            Block(H, "Article 33", level=2),
            Block(H, "Notification", level=2),
            Block(P, "Within 72 hours."),
            Block(H, "Overview", level=2),
            Block(H, "Annexes", level=2),
        ),
        150,
    )

    assert [one.heading for one in chunks] == [
        ("Article 32", "Security of processing"),
        ("Article 33", "Notification"),
        ("Overview",),
        ("Annexes",),
    ]


def test_a_name_set_larger_than_its_number_still_stands_below_it() -> None:
    chunks = chunk(
        document(
            Block(H, "Part", level=1),
            Block(H, "Clause 11", level=4),
            Block(H, "Redress", level=3),
            Block(P, "The importer shall inform."),
            Block(H, "Clause 12", level=4),
            Block(P, "Without a name."),
        ),
        150,
    )

    assert [one.heading for one in chunks] == [
        ("Part", "Clause 11", "Redress"),
        ("Part", "Clause 12"),
    ]


def test_blocks_fill_a_chunk_up_to_the_words_asked_for() -> None:
    chunks = chunk(document(*[paragraph(40) for _ in range(6)]), 100)

    assert [len(one.text.split()) for one in chunks] == [80, 80, 80]


def test_a_crumb_at_the_end_joins_the_chunk_before_it() -> None:
    assert len(chunk(document(paragraph(95), paragraph(10)), 100)) == 1
    assert len(chunk(document(paragraph(95), paragraph(24)), 100)) == 2


def test_a_long_paragraph_is_cut_between_sentences_into_even_parts() -> None:
    body = " ".join(f"Sentence {n} has exactly seven words here." for n in range(30))
    chunks = chunk(document(Block(P, body)), 100)

    counts = [len(one.text.split()) for one in chunks]
    assert sum(counts) == 210
    assert max(counts) <= 100
    assert min(counts) >= 60
    assert all(one.text.startswith("Sentence") and one.text.endswith(".") for one in chunks)


def test_a_sentence_without_an_end_is_cut_between_words() -> None:
    chunks = chunk(document(Block(P, "word " * 999 + "word")), 100)

    assert len(chunks) == 10
    assert {word for one in chunks for word in one.text.split()} == {"word"}


def test_a_word_without_an_end_and_text_without_spaces_are_cut() -> None:
    endless = chunk(document(Block(P, "a" * 100_000)), 100)
    chinese = chunk(document(Block(P, "密码至少有十四个字符" * 100)), 100)

    assert "".join(texts(endless)) == "a" * 100_000
    assert max(len(one.text) for one in endless) <= 3_000
    assert "".join(texts(chinese)) == "密码至少有十四个字符" * 100
    assert max(len(one.text) for one in chinese) <= 100


def test_code_is_cut_between_lines() -> None:
    lines = "\n".join(f"set option {n}" for n in range(100))
    chunks = chunk(document(Block(C, lines)), 90)

    assert "\n".join(texts(chunks)) == lines
    assert len(chunks) == 4


def test_a_row_is_never_split() -> None:
    row = Block(R, "Retention\t" + "Logs are kept. " * 200, header=("Topic", "Rule"))
    chunks = chunk(document(row, row), 50)

    assert texts(chunks) == [row.text, row.text]


def test_column_names_go_with_every_chunk_of_a_table() -> None:
    header = ("Control", "Statement")
    rows = [Block(R, f"CC6.{n}\t{'access is limited ' * 10}", header=header) for n in range(12)]
    chunks = chunk(document(Block(T, "Control\tStatement"), *rows), 100)

    assert len(chunks) > 2
    assert chunks[0].text.startswith("Control\tStatement\nCC6.0")
    assert chunks[0].context == "Control | Statement"
    assert {one.context for one in chunks[1:]} == {"Control | Statement"}


def test_column_names_are_known_where_no_header_stands_above() -> None:
    row = Block(R, "A-1\tLaptop", header=("Ref", "Asset"))
    (one,) = chunk(document(Block(P, "Hardware"), row), 100)

    assert one.text == "Hardware\n" + row.text
    assert one.context == "Ref | Asset"


def test_rows_after_another_table_know_whose_they_are() -> None:
    first = [Block(R, f"{n}\t{'x ' * 20}", header=("Risk", "Score")) for n in range(5)]
    second = [Block(R, f"{n}\t{'y ' * 20}", header=("Asset", "Owner")) for n in range(5)]
    tables = [Block(T, "Risk\tScore"), *first, Block(T, "Asset\tOwner"), *second]
    chunks = chunk(document(*tables), 100)

    for one in chunks:
        seen = f"{one.context}\n{one.text}"
        assert ("x x" not in seen) or ("Risk" in seen)
        assert ("y y" not in seen) or ("Asset" in seen)


def test_a_header_is_never_left_without_its_first_row() -> None:
    header, row = Block(T, "Control\tStatement"), Block(R, "CC6.1\t" + "limited " * 30)
    chunks = chunk(document(paragraph(90), header, row), 100)

    assert texts(chunks)[1].startswith("Control\tStatement\nCC6.1")


def test_what_announces_a_table_stays_with_its_first_row() -> None:
    rows = [Block(R, f"{n}\t{'text ' * 30}", header=("No", "What")) for n in range(6)]
    announced = Block(P, "These methods are accepted:")
    chunks = chunk(document(paragraph(80), announced, Block(T, "No\tWhat"), *rows), 100)

    assert chunks[1].text.startswith("These methods are accepted:\n\nNo\tWhat\n0")
    assert chunks[-1].context == "No | What"


def test_a_long_list_carries_its_lead_in() -> None:
    items = [Block(L, f"{n}. {'item ' * 30}".strip(), level=1) for n in range(8)]
    chunks = chunk(document(Block(P, "Staff must do the following:"), *items), 100)

    assert chunks[0].text.startswith("Staff must do the following:\n0. item")
    assert chunks[0].context == ""
    assert {one.context for one in chunks[1:]} == {"Staff must do the following:"}


def test_a_nested_item_knows_the_item_above() -> None:
    items = [Block(L, f"{n}. {'detail ' * 30}".strip(), level=2) for n in range(6)]
    chunks = chunk(document(Block(P, "Rules:"), Block(L, "a. Corruption", level=1), *items), 100)

    assert chunks[-1].context == "Rules:\na. Corruption"


def test_an_item_of_an_upper_level_does_not_know_the_items_beside_it() -> None:
    items = [Block(L, f"{n}. {'text ' * 80}".strip(), level=1) for n in range(3)]
    chunks = chunk(document(Block(P, "Rules:"), *items), 100)

    assert chunks[-1].context == "Rules:"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (Block(P, "The plan covers:"), Block(L, "item " * 30, level=1)),
        (Block(P, "Do you encrypt data?"), paragraph(30, "yes")),
        (Block(L, "a. Corruption", level=1), Block(L, "gifts " * 30, level=2)),
        (Block(P, "Run this:"), Block(C, "make " * 30)),
    ],
)
def test_what_introduces_something_stays_with_it(above: Block, below: Block) -> None:
    chunks = chunk(document(paragraph(80), above, below), 100)

    assert len(chunks) == 2
    assert chunks[1].text.startswith(above.text)


def test_a_chunk_has_the_page_it_begins_on() -> None:
    blocks = [Block(P, paragraph(60).text, page=page) for page in (1, 1, 2, 3)]

    assert [one.page for one in chunk(document(*blocks), 130)] == [1, 2]


def test_the_whole_document_as_one_chunk() -> None:
    whole = document(Block(H, "Access", level=1), Block(P, "Access is reviewed."))

    (one,) = one_chunk(whole)

    assert (one.text, one.start, one.end) == (whole.text, 0, len(whole.text))
    assert one_chunk(document()) == ()


_WORDS = st.lists(
    st.sampled_from(["access", "is", "reviewed.", "Who", "No.", "5", "(a)", "yes?", "rules:"]),
    min_size=1,
    max_size=60,
).map(" ".join)
_CELLS = st.lists(_WORDS, min_size=1, max_size=3)
_BLOCKS = st.one_of(
    st.builds(Block, st.just(H), _WORDS, st.integers(1, 4)),
    st.builds(Block, st.just(P), _WORDS, page=st.one_of(st.none(), st.integers(1, 9))),
    st.builds(Block, st.just(L), _WORDS, st.integers(1, 3)),
    st.builds(Block, st.just(C), st.lists(_WORDS, min_size=1, max_size=4).map("\n".join)),
    st.builds(lambda cells: Block(T, "\t".join(cells)), _CELLS),
    st.builds(lambda cells: Block(R, "\t".join(cells), header=("a",) * len(cells)), _CELLS),
)
_DOCUMENTS = st.lists(_BLOCKS, max_size=25).map(lambda blocks: document(*blocks))


@settings(max_examples=150, deadline=None)
@given(_DOCUMENTS, st.integers(5, 80))
def test_every_word_is_in_exactly_one_chunk(whole: Document, words: int) -> None:
    chunks = chunk(whole, words)

    assert chunks == chunk(whole, words)
    assert [one.ordinal for one in chunks] == list(range(len(chunks)))
    assert all(one.text == whole.text[one.start : one.end] != "" for one in chunks)
    assert all(one.end <= two.start for one, two in pairwise(chunks))
    for block, span in zip(whole.blocks, whole.spans, strict=True):
        within = [one for one in chunks if one.start < span.end and span.start < one.end]
        if block.kind is R:
            assert len(within) == 1
        if block.kind is H:
            continue
        for word in re.finditer(r"\S+", block.text):
            start, end = span.start + word.start(), span.start + word.end()
            assert sum(one.start <= start and end <= one.end for one in chunks) == 1


@settings(max_examples=100, deadline=None)
@given(_DOCUMENTS, st.integers(10, 80))
def test_only_rows_make_a_chunk_too_long(whole: Document, words: int) -> None:
    for one in chunk(whole, words):
        if "\t" not in one.text and not _rows_within(whole, one):
            assert len(one.text.split()) <= words * 1.15


def _rows_within(whole: Document, one: Chunk) -> bool:
    return any(
        block.kind in (T, R) and span.start < one.end and one.start < span.end
        for block, span in zip(whole.blocks, whole.spans, strict=True)
    )
