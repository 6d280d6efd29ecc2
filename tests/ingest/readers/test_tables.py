import pytest

from ingest.readers.tables import fact_pairs, has_header, table_blocks
from kb.values import BlockKind


def test_rows_carry_the_names_of_their_columns() -> None:
    blocks = table_blocks([["Name", "Term"], ["Seal", "2 years"], ["", ""], ["Key", ""]], page=3)
    assert [(b.kind, b.text, b.header, b.page) for b in blocks] == [
        (BlockKind.TABLE_HEADER, "Name\tTerm", ("Name", "Term"), 3),
        (BlockKind.TABLE_ROW, "Seal\t2 years", ("Name", "Term"), 3),
        (BlockKind.TABLE_ROW, "Key\t", ("Name", "Term"), 3),
    ]


def test_cells_hold_no_tabs_or_line_breaks() -> None:
    blocks = table_blocks([["A\tb", "c\nd"], ["1", "2"]], header=True)
    assert blocks[0].cells == ("A b", "c d")


def test_a_caption_above_and_within() -> None:
    rows = [["All keys", "", ""], ["Key", "Place", "Term"], ["K1", "Vault", "1"], ["Old", "", ""]]
    blocks = table_blocks([*rows, ["K2", "Shelf", "2"]])
    assert [(b.kind, b.text) for b in blocks] == [
        (BlockKind.PARAGRAPH, "All keys"),
        (BlockKind.TABLE_HEADER, "Key\tPlace\tTerm"),
        (BlockKind.TABLE_ROW, "K1\tVault\t1"),
        (BlockKind.TABLE_ROW, "Old"),
        (BlockKind.TABLE_ROW, "K2\tShelf\t2"),
    ]
    assert blocks[3].header == ()


def test_short_and_long_rows_are_kept() -> None:
    blocks = table_blocks([["A", "B"], ["1", "2", "3"], ["4"]], header=True)
    assert [b.text for b in blocks[1:]] == ["1\t2\t3", "4"]
    assert all(len(b.header) in (0, len(b.cells)) for b in blocks)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["Control", "Owner"], ["C-1", "Desk"]], True),
        ([["C-1", "12"], ["C-2", "14"]], False),
        ([["Owner", "Vault desk"], ["Version", "2.0"]], False),
        ([["Site:", "Dock"], ["Floor:", "First"]], False),
        ([["Dock", "A place where goods arrive."], ["Yard", "A place outside."]], False),
        ([["", "North", "South"], ["Keys", "3", "4"]], True),
        ([["Only", "row"]], False),
        ([["Same", "Same"], ["a", "b"]], False),
    ],
)
def test_header_by_its_cells(rows: list[list[str]], expected: bool) -> None:
    assert has_header(rows) is expected


@pytest.mark.parametrize(
    "rows",
    [
        [["Owner:", "Vault desk"], ["Version", "2.0"]],
        [["Owner", "Vault desk", "Version", "2.0"]],
        [["Owner", "Version", "Notes"], ["Vault desk", "2.0", ""]],
    ],
)
def test_facts_in_the_shapes_of_control_tables(rows: list[list[str]]) -> None:
    assert fact_pairs(rows) == [("Owner", "Vault desk"), ("Version", "2.0")]


def test_an_ordinary_table_states_no_facts() -> None:
    assert fact_pairs([["Key", "Vault"], ["Seal", "Shelf"]]) == []
