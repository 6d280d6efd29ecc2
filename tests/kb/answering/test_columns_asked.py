"""A row answers in the column that the question names."""

import pytest

from kb.answering.asked import understand
from kb.answering.values import answered_by
from tests.kb.answering.passages import only_unit

ROW = "Footage kept\t28 days\tSet by the landlord"


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("How long is footage kept in Ghent?", True),
        ("How long is footage kept in Porto?", False),
        ("How long is footage kept in Ghent and in Porto?", True),
        ("How long is footage kept?", True),
    ],
)
def test_only_the_column_that_is_asked_for_counts(question: str, answered: bool) -> None:
    unit = only_unit(ROW, context="Item | Ghent | Porto")
    assert answered_by(understand(question), unit) is answered


def test_without_columns_the_whole_row_counts() -> None:
    assert answered_by(understand("How long is footage kept in Porto?"), only_unit(ROW))


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("How many accounts were removed in the review of the support desk?", True),
        ("How many servers were removed in the review of the support desk?", False),
    ],
)
def test_a_bare_number_is_of_what_its_column_names(question: str, answered: bool) -> None:
    unit = only_unit("Support desk\t2025-11-28\t3", context="Team | Review | Accounts removed")
    assert answered_by(understand(question), unit) is answered
