"""The stretches of a passage that can be quoted, each exactly where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from kb.answering.units import units
from tests.kb.answering.passages import only_unit, passage


def _texts(text: str, **fields: object) -> list[str]:
    return [unit.text for unit in units(passage(text, **fields))]


def test_sentences_stand_alone() -> None:
    text = "Backups must be encrypted. They are kept for 35 days, e.g. in Rome. We test restores."
    assert _texts(text) == [
        "Backups must be encrypted.",
        "Backups must be encrypted. They are kept for 35 days, e.g. in Rome.",
        "We test restores.",
    ]


def test_what_speaks_of_them_begins_with_what_they_are() -> None:
    text = "Logs lie in their own account. Administrators cannot delete them."
    assert _texts(text)[1] == text
    named = "Logs lie in their own account. This policy applies to all staff."
    assert _texts(named)[1] == "This policy applies to all staff."


def test_places_count_characters_of_the_document() -> None:
    before = "Some text above. "
    text = "Backups must be encrypted. Restores are tested."
    found = units(passage(text, start=len(before)))
    assert [(before + text)[u.start : u.end] for u in found] == [u.text for u in found]
    assert [u.first for u in found] == [True, False]


def test_the_number_of_a_paragraph_is_no_part_of_the_quote() -> None:
    for number in ("4.2 ", "4.2.1. ", "3. ", "(a) "):
        unit = only_unit(f"{number}Backups must be encrypted.", start=100)
        assert unit.text == "Backups must be encrypted."
        assert (unit.start, unit.end) == (100 + len(number), 100 + len(number) + len(unit.text))


def test_a_number_that_says_something_stays() -> None:
    assert _texts("24.5 percent of laptops are shared.") == ["24.5 percent of laptops are shared."]
    assert _texts("93 controls are listed.") == ["93 controls are listed."]


def test_a_row_knows_its_columns_and_is_never_split() -> None:
    row = "Logs. All of them.\t12 months\tLegal hold. Audit."
    unit = only_unit(row, context="The table lists periods.\nRecord | Period | Reason")
    assert unit.text == row
    assert unit.is_row
    assert unit.columns == ("Record", "Period", "Reason")


def test_the_line_of_column_names_is_no_row() -> None:
    context = "Record | Period"
    assert _texts("Record\tPeriod\nLogs\t12 months", context=context) == ["Logs\t12 months"]


def test_a_row_of_another_width_has_no_columns() -> None:
    assert only_unit("Logs\t12 months\tx", context="Record | Period").columns == ()
    assert only_unit("Logs are kept.", context="Record | Period").columns == ()


def test_a_lead_in_is_quoted_with_its_list_and_each_item_alone() -> None:
    text = "The following are logged:\nsign-ins\nchanges of rights\n\nNothing else is."
    assert _texts(text) == [
        "The following are logged:\nsign-ins\nchanges of rights",
        "sign-ins",
        "changes of rights",
        "Nothing else is.",
    ]


def test_a_lead_in_without_a_list_stands_alone() -> None:
    text = "The following are logged:\n\nNothing at all is logged."
    assert _texts(text) == ["The following are logged:", "Nothing at all is logged."]


def test_a_very_short_sentence_takes_the_next_one_along() -> None:
    assert _texts("No. Backups are never shared. All are kept.") == [
        "No. Backups are never shared.",
        "All are kept.",
    ]
    assert _texts("No.\nBackups are never shared.") == ["No.", "Backups are never shared."]


def test_what_stands_above_is_known() -> None:
    unit = only_unit("tested", title="Backup policy", heading=("Rules",), context="Backups are:")
    assert unit.above == "Backup policy Rules Backups are:"


_PIECES = st.sampled_from(
    ["Backups are kept. ", "No. ", "4.2 Logs are kept", "(a) Keys are held.", "All of:\n", "one\n",
     "\n\n", "Row\tcell\n", "Record\tPeriod\n", " ", "e.g. ", "Ünïcode “quoted”. ", "\u00a0", "… "]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25).map("".join), st.integers(0, 500))
def test_every_unit_is_the_document_at_its_place(text: str, start: int) -> None:
    document = " " * start + text
    for unit in units(passage(text, start=start, context="Record | Period")):
        assert unit.text
        assert document[unit.start : unit.end] == unit.text
        assert unit.text == unit.text.strip()


def test_each_table_of_a_passage_has_its_own_columns() -> None:
    text = (
        "Setting\tBerth\nSingle sign-on\tSAML\n\nWhat follows is kept.\n\n"
        "Record\tPeriod\nLogs\t12 months"
    )
    found = units(passage(text, context="Setting | Berth\nRecord | Period"))
    assert [(unit.text, unit.columns) for unit in found] == [
        ("Single sign-on\tSAML", ("Setting", "Berth")),
        ("What follows is kept.", ()),
        ("Logs\t12 months", ("Record", "Period")),
    ]
    assert "Berth" in found[0].above
    assert "Period" not in found[1].above


def test_rows_after_a_table_that_ended_are_not_given_its_columns() -> None:
    text = "Record\tPeriod\nLogs\t12 months\n\nOur offices.\n\nGhent\tBelgium"
    assert [unit.columns for unit in units(passage(text, context="Record | Period"))] == [
        ("Record", "Period"), (), (),
    ]  # fmt: skip


def test_a_table_that_goes_on_keeps_its_columns_past_a_line_across_it() -> None:
    text = "Logs\t12 months\nBackups\nDaily\t35 days"
    found = units(passage(text, context="Record | Period"))
    assert [unit.columns for unit in found] == [("Record", "Period"), (), ("Record", "Period")]


def test_there_begins_with_where_it_is() -> None:
    text = "The only way in is the bastion. Sessions there are recorded for a year."
    assert _texts(text)[1] == text
    assert _texts("We lock every single door. There are cameras.")[1] == "There are cameras."
