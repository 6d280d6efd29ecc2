"""What only a person may answer."""

from pathlib import Path

import pytest

from kb.answering.topics import Topic, Topics
from kb.errors import SettingsError


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("How much does the enterprise plan cost?", "price"),
        ("Do you offer discounts to charities?", "price"),
        ("Will you agree to unlimited liability?", "contract"),
        ("Can you guarantee an uptime of 100%?", "contract"),
        ("Are you willing to sign our DPA?", "contract"),
        ("Is it legal to store data in Ruritania?", "legal opinion"),
        ("When will you support single sign-on?", "roadmap"),
        ("Is SCIM on your roadmap?", "roadmap"),
        ("DO YOU OFFER DISCOUNTS?", "price"),
    ],
)
def test_it_is_known_by_its_words(question: str, topic: str) -> None:
    found = Topics.load().match(question)
    assert found is not None
    assert found.id == topic
    assert found.ask


@pytest.mark.parametrize(
    "question",
    [
        "Do you encrypt backups?",
        "How much notice is given before maintenance?",
        "When was the last penetration test?",
        "Who signs off on exceptions?",
        "Do you have a process for contract reviews?",
    ],
)
def test_what_documents_can_answer_is_left_to_them(question: str) -> None:
    assert Topics.load().match(question) is None


def test_the_owners_list_takes_the_place_of_ours(tmp_path: Path) -> None:
    own = "topics:\n  - {id: parrots, ask: the zoo, phrases: ['\\bparrots?\\b']}\n"
    (tmp_path / "topics.yaml").write_text(own, encoding="utf-8")
    topics = Topics.load(tmp_path)
    found = topics.match("Do you keep a Parrot?")
    assert found is not None
    assert (found.id, found.ask) == ("parrots", "the zoo")
    assert topics.match("Do you offer discounts?") is None


def test_a_data_folder_without_a_list_has_ours(tmp_path: Path) -> None:
    assert Topics.load(tmp_path) == Topics.load()


@pytest.mark.parametrize(
    "text",
    [
        "topics: [",
        "- id: price",
        "topics:\n  - {id: price}\n",
        "topics:\n  - {id: price, ask: Sales, phrases: ['(']}\n",
        "topics: 7\n",
        "",
    ],
)
def test_a_broken_list_is_refused_and_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "topics.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"topics\.yaml"):
        Topics.load(tmp_path)


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_bytes(b"topics: \xff\xfe")
    with pytest.raises(SettingsError, match=r"topics\.yaml"):
        Topics.load(tmp_path)


@pytest.mark.parametrize(
    ("words", "question", "mark"),
    [
        ("discount*", "Any Discounts?", "Discounts"),
        ("price list", "Send the price\n list.", "price\n list"),
        ("C++", "Is it written in C++?", "C++"),
        ("price", "Is it priceless?", None),
        ("tea", "A team?", None),
    ],
)
def test_words_are_found_whole(words: str, question: str, mark: str | None) -> None:
    assert Topic("t", "you", words=(words,)).mark(question) == mark
