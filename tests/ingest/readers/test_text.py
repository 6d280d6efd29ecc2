from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.limits import Limits
from ingest.readers.plain import read_plain
from ingest.readers.saved_page import is_saved_page, read_page
from ingest.readers.saved_page.vocabulary import reason_alone
from ingest.readers.text import read
from kb.errors import LimitError, UnreadableError
from kb.values import BlockKind
from tests.cost import bounded
from tests.ingest.readers.outline import outline
from tests.ingest.readers.words import lost_words

_DATA = Path(__file__).parent / "data"
_PAGES = sorted(path.stem for path in _DATA.glob("*.outline"))


@pytest.mark.parametrize("name", _PAGES)
def test_a_saved_page_becomes_its_outline(name: str) -> None:
    documents = read(_DATA / f"{name}.txt", Limits())
    assert outline(documents) == (_DATA / f"{name}.outline").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", _PAGES)
def test_no_word_of_a_saved_page_is_lost(name: str) -> None:
    path = _DATA / f"{name}.txt"
    lost = lost_words(path.read_text(encoding="utf-8"), read(path, Limits()))
    assert not lost


_LINE = st.sampled_from(
    [
        "Table of Contents",
        "Discover More Guides",
        "About the Author",
        "Photo of Ilse Brandt",
        "Ilse Brandt",
        "Share this",
        "/ Guides / Keys and Locks",
        "Keys and Locks",
        "Keys and Locks: Who Holds What",
        "What Is a Key?",
        "Is a key enough?",
        "Frequently Asked Questions",
        "Final Thoughts",
        "Pro Tip: Count the Keys",
        "Step 1: Count the Keys",
        "2.1 Spare Keys",
        "- a spare key in the safe",
        "  1. a spare key in the drawer",
        "Schedule Your Free Key Count Today",
        "Owner Facilities Yearly",
        "Door Locksmith Monthly",
        "Side gate Caretaker Monthly",
        "Yes",
        "A.5.15",
        "Front door",
        "\u00a0",
        "",
        "A | B | C",
        "Key      Holder     Since",
        "----     ------     -----",
        "Last updated: 3 May 2026",
        "Every key has one holder, and each holder signs for it on the day it is handed over.",
        "Lost keys: The holder reports a lost key within the hour, and the lock is changed.",
        "Old keys: The caretaker melts them down, since a key that is thrown away is a key found.",
        "We use cookies on this site to count visits and to remember what you chose.",
        "The story of this lock begins in a cellar, where "
        + "somebody kept one more key " * 9
        + "and",
        "© 2026 Ilse & Daughters",
    ]
)
_PAGE = st.lists(_LINE | st.text(st.characters(codec="utf-8"), max_size=60), max_size=40)


@settings(max_examples=150, deadline=None)
@given(_PAGE)
def test_no_word_of_any_page_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    for documents in (read_page(text, "Page"), [read_plain(text, "Page")]):
        lost = lost_words(text, documents)
        lost.pop("o", None)  # a bullet in some browsers' text
        assert not lost
        for document in documents:
            assert document.text is not None
            assert all(block.text for block in document.blocks)


def test_every_row_has_as_many_names_as_cells_or_none() -> None:
    for name in _PAGES:
        for document in read(_DATA / f"{name}.txt", Limits()):
            for block in document.blocks:
                assert block.header == () or len(block.header) == len(block.cells)


def test_the_same_teaser_in_two_pages_has_the_same_text() -> None:
    teaser = (
        "Drills feel silly until the first real one. Teams that have practised the first ten"
        " minutes know who speaks, who types and who wakes the lawyer, and they lose less time."
        " What Is a Drill? A drill is an hour around a table with a story and a clock, and"
    )
    pages = [
        f"{title}\n\n{body}\n\nRelated articles\n\n{teaser}\n"
        for title, body in (
            ("Locks and Keys", "A lock keeps honest people honest, and the others slow, at least."),
            (
                "Doors and Gates",
                "A door is a wall that changes its mind, and a gate does it twice.",
            ),
        )
    ]
    first, second = (read_page(page, "Page")[1] for page in pages)
    assert first.text == second.text
    assert (first.title, first.part, first.truncated) == (second.title, second.part, True)
    assert first.title == "Drills feel silly until the first real one"


def test_answers_without_their_questions_do_not_stand_below_another_question() -> None:
    documents = read(_DATA / "vendor_reviews.txt", Limits())
    blocks = documents[0].blocks
    orphan = next(at for at, block in enumerate(blocks) if block.text.startswith("Twice a year"))
    above = [block.text for block in blocks[:orphan] if block.kind is BlockKind.HEADING]
    assert above[-1] == "Frequently Asked Questions"
    assert "did not save" in documents[0].warnings[0]


_POLICY = """\
BACKUP POLICY
=============

Owner: Head of Operations
Version: 2.1
Effective date: 12 January 2026

1 PURPOSE

This policy says how often we copy data, where the copies go, and who checks
that they can be restored. It applies to all systems that hold customer data.

4.2 Restore Tests

All production databases are tested. Left out are:

- test systems that hold
  no customer data
- laptops
    - of guests

1. Pick a copy at random.
2. Restore it.

System        Frequency     Kept for
------------  ------------  --------
Orders        Every night   35 days
Mail          Hourly        7 days

                         Page 1 of 2
"""


def test_ordinary_text_keeps_its_structure() -> None:
    document = read_plain(_POLICY, "backup")
    assert document.title == "BACKUP POLICY"
    assert (document.facts.owner, document.facts.version) == ("Head of Operations", "2.1")
    headings = [(b.level, b.text) for b in document.blocks if b.kind is BlockKind.HEADING]
    assert headings == [(1, "BACKUP POLICY"), (2, "1 PURPOSE"), (3, "4.2 Restore Tests")]
    items = [(b.level, b.text) for b in document.blocks if b.kind is BlockKind.LIST_ITEM]
    assert items == [
        (1, "test systems that hold no customer data"),
        (1, "laptops"),
        (2, "of guests"),
        (1, "1. Pick a copy at random."),
        (1, "2. Restore it."),
    ]
    rows = [b for b in document.blocks if b.kind is BlockKind.TABLE_ROW]
    assert rows[0].cells == ("Orders", "Every night", "35 days")
    assert rows[0].header == ("System", "Frequency", "Kept for")
    assert any("who checks that they can" in block.text for block in document.blocks)
    assert [entry.reason for entry in document.dropped] == ["page number"]


def test_a_policy_is_no_saved_page() -> None:
    assert not is_saved_page(_POLICY)
    assert not is_saved_page(f"Table of Contents\n\n{_POLICY}\n© 2026 Northlight\n")


def test_a_printed_table_of_contents_is_dropped() -> None:
    document = read_plain(
        "Key Policy\n\n1 Scope ........ 2\n2 Keys . . . . 3\n\n1 Scope\n\nAll.\n", "x"
    )
    assert [entry.reason for entry in document.dropped] == ["table of contents"] * 2
    assert [block.text for block in document.blocks] == ["Key Policy", "1 Scope", "All."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_are_recognised(tmp_path: Path, encoding: str) -> None:
    text = (
        "Zugriffsrichtlinie\n\nDer Zugriff für Gäste läuft über das Büro – täglich geprüft. "
        "Prüfungen größerer Änderungen übernimmt die Geschäftsführung persönlich.\n"
    )
    path = tmp_path / "policy.txt"
    path.write_bytes(text.encode(encoding))
    (document,) = read(path, Limits())
    assert "für Gäste läuft über das Büro – täglich" in document.text


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "noise.txt"
    path.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(UnreadableError, match="not text"):
        read(path, Limits())


def test_limits_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("word " * 1000, encoding="utf-8")
    with pytest.raises(LimitError, match="characters"):
        read(path, Limits(characters=100))
    with pytest.raises(LimitError, match="bytes"):
        read(path, Limits(file_bytes=100))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "access-log_2026.txt"
    path.write_text("\n \n", encoding="utf-8")

    with pytest.raises(UnreadableError, match="no text"):
        read(path, Limits())


def test_the_name_is_the_title_where_the_text_has_none() -> None:
    assert read_plain("and so it goes on.", "Access log 2026").title == "Access log 2026"


@pytest.mark.parametrize("gap", [" ", "\t", "\u00a0", " : "])
def test_a_line_of_blanks_takes_no_time(gap: str) -> None:
    with bounded():
        read_plain("a" + gap * 500_000 + "b", "x")


def _rows(text: str) -> list[tuple[str, ...]]:
    blocks = read_page(text, "Page")[0].blocks
    kinds = (BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW)
    return [block.cells for block in blocks if block.kind in kinds]


_PROSE = "This paragraph stands around the table, so that the reader can see where it ends.\n"


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("Measure", "Plan A", "Plan B"),
            ("Backup Frequency", "Every night", "Once a week"),
            ("Restore Test", "Quarterly (full)", "Yearly (sample)"),
            ("Encryption Keys", "Held by customer", "Held by us"),
            ("Support Hours", "24/7", "Weekdays only"),
            ("Notice Period", "30 days", "90 days"),
        ],
        [
            ("Plan", "Price", "Users"),
            ("Starter", "$10", "5"),
            ("Team", "$50", "25"),
            ("Enterprise", "Custom", "Unlimited"),
        ],
        [
            ("Ref", "Control", "Evidence"),
            ("K-1", "Keys are counted", "Signed list"),
            ("K-2", "Spare keys are sealed", "Photo of the seal"),
            ("K-3", "Lost keys are reported", "Ticket within an hour"),
        ],
    ],
    ids=["comparison", "prices", "codes"],
)
def test_flattened_tables_are_put_together_again(rows: list[tuple[str, ...]]) -> None:
    one_row_a_line = f"{_PROSE}\n" + "\n".join(" ".join(row) for row in rows) + f"\n\n{_PROSE}"
    cells = [cell for row in rows for cell in row]
    one_cell_a_line = f"{_PROSE}\n" + "\n\n".join(cells) + f"\n\n{_PROSE}"
    assert _rows(one_cell_a_line) == rows
    found = _rows(one_row_a_line)
    assert " ".join(" ".join(row) for row in found) == " ".join(cells)
    # A row that cannot be parted for sure stays whole; none is parted wrongly.
    wrong = [row for row in found if len(row) > 1 and row not in rows]
    assert wrong == []
    assert sum(row in rows for row in found) >= len(rows) / 2


@pytest.mark.parametrize(
    "lines",
    [
        ["Access reviews", "Nightly backups", "Log retention", "Patching", "Training", "Drills"]
        * 2,
        ["We keep our promises", "Nothing leaves unseen", "Our doors are locked", "So are yours"],
    ],
)
def test_short_lines_without_columns_are_no_table(lines: list[str]) -> None:
    assert _rows(f"{_PROSE}\n" + "\n\n".join(dict.fromkeys(lines)) + f"\n\n{_PROSE}") == []
    assert _rows(f"{_PROSE}\n" + "\n".join(dict.fromkeys(lines)) + f"\n\n{_PROSE}") == []


@pytest.mark.parametrize(
    "line",
    [
        "Share passwords only through the vault",
        "Screenshot of the access review, with its date",
        "Source: minutes of the risk board",
        "Topics covered by the yearly training",
        "Get security updates installed within 14 days",
        "Contact our security team within 24 hours.",
        "We use cookies to keep you signed in and to remember your language.",
    ],
)
def test_lines_that_inform_are_not_taken_for_furniture(line: str) -> None:
    page = f"/ Guides / Keys\n\nKeys\n\n{_PROSE}\n{line}\n\n{_PROSE.replace('This', 'That')}"
    assert line in [block.text for block in read_page(page, "x")[0].blocks]


def test_a_saved_privacy_policy_keeps_its_title() -> None:
    page = (
        f"Menu\n\nAccept all cookies\n\nPrivacy Policy\n\n{_PROSE}\nPrivacy Policy\n\n© 2026 Us\n"
    )
    (document,) = read_page(page, "x")
    assert document.title == "Privacy Policy"
    assert [entry.text for entry in document.dropped][-2:] == ["Privacy Policy", "© 2026 Us"]


def _outline_of(text: str) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in read_plain(text, "x").blocks]


def test_questions_of_an_article_are_headings_whatever_the_length_of_their_answers() -> None:
    assert _outline_of(
        "Audits in Short\n\n"
        "This note explains what an audit is and what it is not, in a few words.\n\n"
        "Who needs one?\nHealth plans\nClearinghouses\nBusiness associates\n\n"
        "How often?\n\nOnce a year.\n\nFAQ\nIs it worth it?\nYes, it is.\nWho pays?\nThe company.\n"
    ) == [
        ("heading", 1, "Audits in Short"),
        (
            "paragraph",
            0,
            "This note explains what an audit is and what it is not, in a few words.",
        ),
        ("heading", 2, "Who needs one?"),
        ("paragraph", 0, "Health plans"),
        ("paragraph", 0, "Clearinghouses"),
        ("paragraph", 0, "Business associates"),
        ("heading", 2, "How often?"),
        ("paragraph", 0, "Once a year."),
        ("heading", 2, "FAQ"),
        ("heading", 2, "Is it worth it?"),
        ("paragraph", 0, "Yes, it is."),
        ("heading", 2, "Who pays?"),
        ("paragraph", 0, "The company."),
    ]


def test_a_heading_above_the_first_of_numbered_ones() -> None:
    found = _outline_of(
        "The two parts of a test\n\n1. Scope\nThe scope names the systems.\n\n"
        "2. Report\nThe report names the findings.\n"
    )

    assert [(kind, text) for kind, _, text in found] == [
        ("heading", "The two parts of a test"),
        ("heading", "1. Scope"),
        ("paragraph", "The scope names the systems."),
        ("heading", "2. Report"),
        ("paragraph", "The report names the findings."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Was this article helpful?",
        "Did this answer your question?",
        "12 of 14 people found this helpful",
        "Thank you for your feedback!",
        "Rate this article",
    ],
)
def test_questions_about_the_page_are_furniture(line: str) -> None:
    assert reason_alone(line) == "feedback"


def test_an_article_s_own_question_is_no_feedback() -> None:
    assert not reason_alone("Is a gap analysis useful before an audit?")
