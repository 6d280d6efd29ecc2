"""Statements with one word changed, drawn the same each time."""

import random
from pathlib import Path

import pytest

from evals.changed_statements import asked, changed, statements
from kb.knowledge_base import open_knowledge_base
from tests.kb.storing import prepared, settings, store

RULE = "Backups of production are tested by the platform team every quarter."


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Keys are rotated before they end.", "Keys are rotated after they end."),
        ("Data may not leave the region.", {"Data may leave the region."}),
        ("Nothing here is to be changed.", None),
    ],
)
def test_one_word_is_changed(sentence: str, expected: object) -> None:
    made = changed(sentence, random.Random(1))
    assert made in expected if isinstance(expected, set) else made == expected


def test_the_same_seed_asks_the_same(tmp_path: Path) -> None:
    with open_knowledge_base(settings(tmp_path / "home")) as base:
        store(base, prepared("/p/a.md", RULE, "Visitors wear a badge all day, as everybody does."))
        assert RULE in statements(base)
        first = list(asked(base, 5, seed=3))
        assert first == list(asked(base, 5, seed=3))
    assert len(first) == 2 - int("Visitors" not in " ".join([*first]))
    assert RULE not in " ".join(first)
