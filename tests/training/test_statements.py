"""Lines as statements to confirm, as they stand and with one thing changed."""

import random

import pytest

from kb.text.contrasts import Contrasts
from training import statements


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("Backups are copied to a second site every night.", True),
        ("Backups should be copied to a second site.", False),
        ("Backups are kept for 30 days, except those of test systems.", False),
        ("Backups | nightly | 30 days", False),
        ("No backup leaves the country.", False),
        ("Backups run.", False),
    ],
)
def test_only_plain_lines_confirm_themselves(line: str, plain: bool) -> None:
    assert statements.is_plain(line) is plain


def test_a_line_is_asked_in_several_ways() -> None:
    line = "Backups are kept for 30 days."
    drawn = random.Random(1)
    asked = {statements.asked(line, drawn) for _ in range(60)}
    assert len(asked) == 6
    assert all("ackups are kept for 30 days" in one for one in asked)


@pytest.mark.parametrize("seed", range(20))
def test_another_number_is_another(seed: int) -> None:
    changed = statements.other_number("Keys of 256 bits are used.", random.Random(seed))
    assert changed is not None
    assert changed != "Keys of 256 bits are used."
    assert changed.startswith("Keys of ")


@pytest.mark.parametrize("line", ["Keys are long.", "The rule is in A.8.24.", "Since 2019-05-01."])
def test_what_is_no_number_stays(line: str) -> None:
    assert statements.other_number(line, random.Random(1)) is None


def test_a_word_that_excludes_takes_the_place_of_one() -> None:
    contrasts = Contrasts.load()
    drawn = random.Random(1)
    changed = statements.other_member("Data is encrypted at rest.", contrasts, drawn)
    assert changed in {"Data is encrypted in transit.", "Data is encrypted in use."}
    assert statements.other_member("Doors are locked.", contrasts, drawn) is None
