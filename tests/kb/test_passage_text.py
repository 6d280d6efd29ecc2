"""What stands above a passage, told apart from what stands in it."""

from kb.passage_text import embedding_text, headers, lead_in, only_above

CONTEXT = "The table lists periods.\nRecord | Period\nSetting | Berth"


def test_lead_ins_and_columns_are_told_apart() -> None:
    assert lead_in(CONTEXT) == "The table lists periods."
    assert headers(CONTEXT) == [("Record", "Period"), ("Setting", "Berth")]
    assert headers("") == []


def test_columns_that_stand_in_the_text_are_not_said_twice() -> None:
    text = "Logs\t12 months\nSetting\tBerth\nSingle sign-on\tSAML"
    assert only_above(CONTEXT, text) == "The table lists periods.\nRecord | Period"
    embedded = embedding_text("Title", ("Heading",), CONTEXT, text)
    assert embedded.count("Setting | Berth") == 1
    assert embedded.startswith("Title > Heading\nThe table lists periods.\nRecord | Period\nLogs")
