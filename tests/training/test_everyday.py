"""The field's words put as people say them."""

import random

import pytest
import yaml

from training import everyday
from training.everyday import FOLDER, Everyday

BANK = Everyday.of(
    [
        {"say": "production", "for": ["live system"]},
        {"say": "backup", "for": ["safety copy"]},
        {"say": "review", "for": ["look over"], "near": ["code", "pull request"]},
        {"say": "separate", "for": ["keep apart"]},
        {"say": "notify", "for": ["tell"]},
        {"say": "backup policy", "for": ["rule book on copies"]},
    ]
)


@pytest.fixture(autouse=True)
def _every_term(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everyday, "_CHANGED", 1.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Is production watched?", "Is live system watched?"),
        ("Do you test your backups?", "Do you test your safety copies?"),
        ("Is code reviewed before a release?", "Is code looked over before a release?"),
        ("Who reviews code?", "Who looks over code?"),
        ("Are the rules reviewed?", "Are the rules reviewed?"),
        ("Are requests reviewed?", "Are requests reviewed?"),
        ("Are pull requests reviewed?", "Are pull requests looked over?"),
        ("Is production organised?", "Is live system organised?"),
        ("Duties are separated.", "Duties are kept apart."),
        ("Who is notified of a breach?", "Who is told of a breach?"),
        ("Backup policy?", "Rule book on copies?"),
        ("Is Production watched?", "Is Production watched?"),
        ("Nothing of that kind here.", "Nothing of that kind here."),
    ],
)
def test_terms_are_said_otherwise_in_the_form_they_had(text: str, said: str) -> None:
    assert BANK.otherwise(text, random.Random(1)) == said


def test_not_every_term_is_changed_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everyday, "_CHANGED", 0.5)
    drawn = random.Random(1)
    found = {BANK.otherwise("Is a backup of production made?", drawn) for _ in range(60)}
    assert len(found) == 4


@pytest.mark.parametrize("entry", [{"say": "", "for": ["a b"]}, {"say": "x"}, {"for": [""]}])
def test_a_wrong_entry_is_named(entry: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="needs say"):
        Everyday.of([entry])


def test_the_bank_is_well_formed() -> None:
    entries = [e for f in FOLDER.glob("*.yaml") for e in yaml.safe_load(f.read_text("utf-8"))]
    Everyday.of(entries)
    assert len(entries) > 1_000
    assert all(set(entry) <= {"say", "for", "near"} for entry in entries)
    assert all(text == text.lower() for entry in entries for text in entry["for"])
