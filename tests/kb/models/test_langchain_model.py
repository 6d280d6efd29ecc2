"""The adapter against a server on this machine; skipped where LangChain is not installed."""

import json
from collections.abc import Iterator

import pytest

from kb.errors import SettingsError
from kb.models.langchain_model import LangChainModel
from kb.models.protocol import ChatModelError, Failure, Message, Reply, Role, Usage
from tests.stubs.openai_server import OpenAIStub, Turn, openai_stub

pytest.importorskip("langchain")
pytest.importorskip("langchain_openai")

SCHEMA = {
    "title": "Reply",
    "type": "object",
    "properties": {"claims": {"type": "array", "items": {"type": "string"}}},
    "required": ["claims"],
    "additionalProperties": False,
}
TOLD = [
    Message(Role.SYSTEM, "Rules."),
    Message(Role.USER, "Question?"),
    Message(Role.MODEL, "Hm."),
    Message(Role.USER, "Again."),
]
ANSWER = '{"claims": ["Backups are kept for 35 days, naïvely."]}'


def _model(stub: OpenAIStub, **fields: object) -> LangChainModel:
    filled: dict[str, object] = {"base_url": stub.url, "api_key": "key-of-the-test", "timeout": 5.0}
    return LangChainModel("openai:stub-model", **(filled | fields))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _traced_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has LangSmith's tracing on; what a model is shown must not go there all the same."""
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("LANGSMITH_API_KEY", "none")


@pytest.fixture
def server() -> Iterator[OpenAIStub]:
    with openai_stub(Turn(ANSWER)) as stub:
        yield stub


def test_a_reply_with_its_usage(server: OpenAIStub) -> None:
    reply = _model(server).complete(TOLD, SCHEMA)
    assert reply == Reply(ANSWER, Usage(6, len(ANSWER) // 4))
    (asked,) = server.asked
    assert [m["role"] for m in asked["messages"]] == ["system", "user", "assistant", "user"]
    assert (asked["model"], asked["temperature"]) == ("stub-model", 0.0)
    assert asked["response_format"]["json_schema"]["schema"]["properties"] == SCHEMA["properties"]
    assert server.keys == ["Bearer key-of-the-test"]


def test_a_stream_with_its_usage(server: OpenAIStub) -> None:
    pieces = list(_model(server).stream(TOLD, SCHEMA))
    assert "".join(piece.text for piece in pieces) == ANSWER
    assert len(pieces) > 3
    assert sum((p.usage for p in pieces), Usage()) == Usage(6, len(ANSWER) // 4)
    assert server.asked[0]["stream"] is True


@pytest.mark.parametrize(
    ("turn", "failure"),
    [
        (Turn("slow down", status=429), Failure.RATE_LIMITED),
        (Turn("broken", status=500), Failure.UNAVAILABLE),
        (Turn("busy", status=503), Failure.UNAVAILABLE),
        (Turn("who are you", status=401), Failure.REFUSED),
        (Turn("no such model", status=404), Failure.REFUSED),
        (Turn("too long", status=400), Failure.REFUSED),
        (Turn(body=b"<html>a proxy's page</html>"), Failure.UNAVAILABLE),
        (Turn(body=b'{"choices": null}'), Failure.UNAVAILABLE),
        (Turn(body=b'{"object": '), Failure.UNAVAILABLE),
        (Turn(stalls=True), Failure.TIMEOUT),
    ],
)
def test_failures_are_told_apart(turn: Turn, failure: Failure) -> None:
    with openai_stub(turn) as stub:
        model = _model(stub, timeout=0.5)
        with pytest.raises(ChatModelError) as caught:
            model.complete(TOLD, SCHEMA)
        assert caught.value.failure is failure, str(caught.value)
        assert "openai:stub-model" in str(caught.value)
        assert "key-of-the-test" not in str(caught.value)
        assert len(stub.asked) == 1, "no retries of the library's own"


@pytest.mark.parametrize("turn", [Turn(ANSWER, stalls=True), Turn(ANSWER, breaks=True)])
def test_a_stream_that_stops_half_way_is_a_failure(turn: Turn) -> None:
    with openai_stub(turn) as stub:
        pieces = _model(stub, timeout=0.5).stream(TOLD, SCHEMA)
        assert next(piece.text for piece in pieces if piece.text) == ANSWER[:9]
        with pytest.raises(ChatModelError) as caught:
            list(pieces)
        assert caught.value.failure in (Failure.TIMEOUT, Failure.UNAVAILABLE)


def test_a_stream_as_a_whole_is_bounded_in_time(server: OpenAIStub) -> None:
    times = iter([0.0, 1.0, 2.0, 9.0])
    model = _model(server, clock=lambda: next(times))
    with pytest.raises(ChatModelError) as caught:
        list(model.stream(TOLD, SCHEMA))
    assert caught.value.failure is Failure.TIMEOUT


def test_nobody_listening() -> None:
    with openai_stub() as stub:
        model = _model(stub, timeout=0.5)
    with pytest.raises(ChatModelError) as caught:
        model.complete(TOLD, SCHEMA)
    assert caught.value.failure is Failure.UNAVAILABLE


@pytest.mark.parametrize("streamed", [False, True])
def test_a_server_that_knows_less_is_asked_for_less_from_then_on(streamed: bool) -> None:
    plain = Turn(ANSWER, without_schema=True, without_temperature=True)
    with openai_stub(plain) as stub:
        model = _model(stub)
        for _ in range(2):
            pieces = model.stream(TOLD, SCHEMA) if streamed else [model.complete(TOLD, SCHEMA)]
            assert "".join(piece.text for piece in pieces) == ANSWER
    assert len(stub.asked) == 4
    assert all("response_format" not in asked for asked in stub.asked[2:])
    assert all("temperature" not in asked for asked in stub.asked[2:])


def test_a_model_that_answers_by_a_tool_call_is_read_too() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "Reply", "arguments": ANSWER}}
    body = {
        "id": "1", "object": "chat.completion", "created": 0, "model": "stub-model",
        "choices": [{"index": 0, "finish_reason": "tool_calls",
                     "message": {"role": "assistant", "content": None, "tool_calls": [call]}}],
    }  # fmt: skip
    with openai_stub(Turn(body=json.dumps(body).encode())) as stub:
        reply = _model(stub).complete(TOLD, SCHEMA)
    assert json.loads(reply.text) == json.loads(ANSWER)
    assert reply.usage == Usage()


@pytest.mark.parametrize("name", ["nobody:x", "anthropic_of_another_kind:y"])
def test_a_provider_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        LangChainModel(name).complete(TOLD, SCHEMA)


def test_the_key_is_not_shown(server: OpenAIStub) -> None:
    assert "key-of-the-test" not in repr(_model(server))
