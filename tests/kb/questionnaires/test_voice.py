"""An answer in our own voice, where that is safe."""

import pytest

from kb.questionnaires.voice import ours, short


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Acme encrypts all customer data.", "We encrypt all customer data."),
        ("Acme has a SOC 2 report.", "We have a SOC 2 report."),
        ("Acme must test restores.", "We must test restores."),
        ("Acme's laptops are encrypted.", "Our laptops are encrypted."),
        ("Backups lie in Acme's second region.", "Backups lie in our second region."),
        ("Acme encrypts data at rest and in transit.", "We encrypt data at rest and in transit."),
    ],
)
def test_our_name_becomes_we(text: str, said: str) -> None:
    assert ours(text, ["Acme"]) == said


@pytest.mark.parametrize(
    "text",
    [
        "Acme encrypts data and keeps logs.",  # another verb hangs on the name
        "Acme reviews its suppliers.",  # so does a pronoun
        "Acme outsources hosting.",  # a verb that is not known
        "The auditor examined Acme.",
        "Acmeware encrypts data.",
    ],
)
def test_what_hangs_together_stays(text: str) -> None:
    assert ours(text, ["Acme"]) == text


def test_without_a_name_nothing_changes() -> None:
    assert ours("Acme encrypts data.", []) == "Acme encrypts data."


def test_a_text_is_cut_after_a_sentence() -> None:
    text = "Backups are encrypted. Backups are kept for 35 days. Restores are tested."
    assert short(text, 60) == "Backups are encrypted. Backups are kept for 35 days."
    assert short(text, 400) == text
    assert short("one endless sentence " * 20, 50).endswith("…")
