"""What a sentence or row says of a practice."""

import pytest

from kb.coverage.report import Standing
from kb.coverage.standing import standing
from tests.kb.answering.passages import only_unit


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Backups are encrypted.", Standing.DONE),
        ("No customer data may be stored on a laptop.", Standing.DONE),
        ("Backups will be encrypted by Q3 2027.", Standing.PLANNED),
        ("Backups should be encrypted.", Standing.WISHED),
        ("We do not have a web application firewall.", Standing.DENIED),
        ("The filter is in a pilot on ten laptops.", Standing.PARTLY),
        ("Manufacturing is not applicable to us.", Standing.NOT_APPLICABLE),
    ],
)
def test_a_sentence(text: str, said: Standing) -> None:
    assert standing(only_unit(text)) is said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("Operating", Standing.DONE),
        ("Partly operating", Standing.PARTLY),
        ("Planned", Standing.PLANNED),
        ("No", Standing.DENIED),
        ("N/A", Standing.NOT_APPLICABLE),
    ],
)
def test_a_row_by_its_status(status: str, said: Standing) -> None:
    unit = only_unit(
        f"C-1\tLaptops are encrypted\t{status}\tplanned once",
        context="Id | Control | Status | Note",
    )
    assert standing(unit) is said
