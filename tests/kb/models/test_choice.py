"""Which model the settings name, what it costs, and what the doubles do."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from kb.errors import SettingsError
from kb.models.breaker import Breaker
from kb.models.choice import Price, make_chat_model, price_of
from kb.models.langchain_model import LangChainModel
from kb.models.protocol import ChatModelError, Failure, Message, Role, Usage
from kb.models.provider_errors import translated
from kb.models.scripted import ScriptedModel
from tests.kb.storing import settings


def test_without_a_name_there_is_no_model(tmp_path: Path) -> None:
    assert make_chat_model(settings(tmp_path)) is None
    assert price_of(settings(tmp_path, llm_price_in=1.0)) is None


@pytest.mark.parametrize("name", ["gpt-4o-mini", "openai:", ":x", ""])
def test_a_name_without_a_provider_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="provider:model"):
        make_chat_model(settings(tmp_path, llm=name))


def test_a_model_gets_its_settings_and_a_breaker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.models.choice.find_spec", lambda _: object())
    chosen = settings(
        tmp_path,
        llm="openai:x",
        llm_base_url="http://127.0.0.1:1/v1",
        llm_api_key=SecretStr("k"),
        llm_timeout=3,
        llm_max_tokens=200,
        llm_price_in=2.5,
        llm_price_out=10,
    )
    made = make_chat_model(chosen)
    assert isinstance(made, Breaker)
    inside = made.model
    assert isinstance(inside, LangChainModel)
    assert (made.name, inside.base_url, inside.api_key) == (
        "openai:x",
        "http://127.0.0.1:1/v1",
        "k",
    )
    assert (inside.timeout, inside.max_tokens, inside.temperature) == (3, 200, 0)
    assert price_of(chosen) == Price(2.5, 10)
    assert Price(2.5, 10).of(Usage(2_000, 300)) == 0.008


def test_without_langchain_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.models.choice.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"vouch-kb\[ollama\]"):
        make_chat_model(settings(tmp_path, llm="ollama:llama3.1"))


def test_a_scripted_model_says_its_lines_and_keeps_the_last() -> None:
    told = [Message(Role.USER, "Hello there")]
    model = ScriptedModel(["one", lambda messages: messages[0].text.upper()])
    assert model.complete(told, {}).text == "one"
    assert "".join(piece.text for piece in model.stream(told, {})) == "HELLO THERE"
    assert model.complete(told, {}).text == "HELLO THERE"
    assert len(model.seen) == 3
    with pytest.raises(ChatModelError):
        ScriptedModel([]).complete(told, {})


def test_a_breaker_forgives_refusals_and_forgets_failures_after_a_success() -> None:
    refused = ChatModelError(Failure.REFUSED, "too long")
    down = ChatModelError(Failure.TIMEOUT, "slow")
    model = ScriptedModel([refused] * 5 + [down, down, "fine", down, down, "fine"])
    breaker = Breaker(model, failures=3, clock=lambda: 0.0)
    seen = []
    for _ in range(11):
        try:
            seen.append("".join(piece.text for piece in breaker.stream([], {})))
        except ChatModelError as error:
            seen.append(error.failure.value)
    assert seen == [*["refused"] * 5, "timeout", "timeout", "fine", "timeout", "timeout", "fine"]


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (TimeoutError("read operation timed out"), Failure.TIMEOUT),
        (ConnectionRefusedError("nobody there"), Failure.UNAVAILABLE),
        (ValueError("Expecting value: line 1"), Failure.UNAVAILABLE),
    ],
)
def test_errors_without_a_status_are_told_apart(error: Exception, failure: Failure) -> None:
    assert translated(error, "openai:x").failure is failure
