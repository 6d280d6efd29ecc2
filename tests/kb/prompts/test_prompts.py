"""Prompts are files with a version, and a version that is out does not change."""

import pytest

from kb.answering.generated_prompt import answer_prompt
from kb.prompts import Prompt, load_prompt


def test_a_prompt_is_known_by_name_version_and_text() -> None:
    prompt = load_prompt("answer", 1)
    assert prompt.identity.startswith("answer.v1@")
    assert prompt.identity != Prompt("answer", 1, prompt.text + " ").identity
    assert answer_prompt() == prompt
    with pytest.raises(FileNotFoundError):
        load_prompt("answer", 99)


def test_what_is_filled_in_is_not_read_for_names_again() -> None:
    prompt = Prompt("p", 1, "{{a}} and {{b}}, then {{a}}.")
    assert prompt.filled(a="{{b}}", b="x") == "{{b}} and x, then {{b}}."
    with pytest.raises(KeyError):
        prompt.filled(a="only one")


@pytest.mark.parametrize("name", ["answer", "repair"])
def test_every_name_in_a_prompt_is_filled(name: str) -> None:
    filled = load_prompt(name, 1).filled(marker="M", most="6", problem="P")
    assert "{{" not in filled
