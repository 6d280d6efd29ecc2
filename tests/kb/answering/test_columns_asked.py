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
