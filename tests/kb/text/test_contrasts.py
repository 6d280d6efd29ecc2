"""Terms that exclude one another."""

import pytest

from kb.text.contrasts import Contrasts

SHIPPED = Contrasts.load()


@pytest.mark.parametrize(
    ("question", "text", "clashing"),
    [
        ("Is data encrypted at rest?", "Data is encrypted in transit.", ("at rest",)),
        ("Is data encrypted at rest?", "Data is encrypted at rest and in transit.", ()),
        ("Is data encrypted at rest?", "Data is encrypted.", ()),
        ("Is data encrypted?", "Data is encrypted in transit.", ()),
        ("Is data encrypted in motion?", "Data is encrypted in transit.", ()),
        ("What is the RTO?", "The recovery point objective is one hour.", ("rto",)),
        ("What is the RTO?", "The recovery time objective is one hour.", ()),
        ("Is there a type 2 report?", "A Type I report was issued.", ("type ii",)),
        ("Are contractors trained?", "All employees are trained.", ("contractor",)),
        ("Are contractors trained?", "The contractor's staff is trained.", ()),
        ("Do you have a SOC 1 report?", "A SOC 2 report is issued.", ("soc 1",)),
    ],
)
def test_a_term_is_not_answered_by_one_that_excludes_it(
    question: str, text: str, clashing: tuple[str, ...]
) -> None:
    assert SHIPPED.clash(question, text) == clashing


def test_a_heading_names_it_unless_the_text_says_otherwise() -> None:
    question = "Is data encrypted at rest?"
    assert SHIPPED.clash(question, "It is encrypted.", above="Data at rest") == ()
    assert SHIPPED.clash(question, "It is encrypted.", above="Data in transit") == ("at rest",)
    text = "It is encrypted in transit."
    assert SHIPPED.clash(question, text, above="Data at rest") == ("at rest",)


def test_asking_for_both_is_answered_by_either() -> None:
    question = "Is data encrypted at rest and in transit?"
    assert SHIPPED.clash(question, "Data is encrypted in transit.") == ()


def test_words_are_whole_and_may_be_joined_by_a_hyphen() -> None:
    groups = Contrasts.of([["on site", "off site|away"]])
    assert groups.clash("Is it kept on site?", "It is kept off-site.") == ("on site",)
    assert groups.clash("Is it kept on site?", "It is kept far offsites.") == ()
    assert groups.clash("Is it kept on-sites?", "It is taken away.") == ("on site",)


def test_each_shipped_member_excludes_the_others_of_its_group() -> None:
    assert SHIPPED.groups
    for group in SHIPPED.groups:
        assert len(group) > 1
        for name, _ in group:
            for other, pattern in group:
                if other != name and not pattern.search(name):
                    assert name in SHIPPED.clash(f"About {name}?", f"About {other}.")
