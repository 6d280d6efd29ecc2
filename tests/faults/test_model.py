"""A language model that is slow, wrong, broken or gone: answers stay, and stay in time."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.keys import Caller, Keys
from kb.knowledge_base import open_knowledge_base
from kb.models.breaker import Breaker
from kb.settings import Settings
from kb.values import Audience
from tests.api.service.conftest import KEY, load
from tests.faults.serving import POLICY, QUESTION
from tests.stubs.openai_server import OpenAIStub, Turn, openai_stub

pytest.importorskip("langchain")
pytest.importorskip("langchain_openai")

TIMEOUT = 1.0
#: What the answer itself may take beside the wait for the model, on a busy machine.
_SLACK = 30.0
QUOTE = "All customer data is encrypted at rest with AES-256."
INVENTED = "All customer data is encrypted at rest with AES-512, and audited every day."


def claims(quote: str, sentence: str) -> str:
    claim = {"passage": 1, "quote": quote, "sentence": sentence}
    return json.dumps({"claims": [claim], "verdict": None, "cannot_answer": None})


@contextmanager
def service(home: Path, url: str) -> Iterator[TestClient]:
    """A service that words its answers with the model at ``url``."""
    settings = Settings(
        home=home,
        embedder="hashing",
        llm="openai:stub",
        llm_base_url=url,
        llm_api_key="k",
        llm_timeout=TIMEOUT,
    )
    home.mkdir()
    document = home.parent / "encryption.md"
    document.write_text(POLICY, encoding="utf-8")
    with open_knowledge_base(settings) as base, base.writing("test"):
        load(base, document, Audience.INTERNAL)
        app = create_app(base, Keys({KEY: Caller("local", Audience.INTERNAL)}))
        yield TestClient(app, headers={"X-API-Key": KEY})


@pytest.fixture(scope="module")
def stubbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OpenAIStub, TestClient]]:
    """A service that never loses patience with its model, which says what a test tells it to."""
    with openai_stub() as stub, service(tmp_path_factory.mktemp("m") / "home", stub.url) as client:
        timed(client)
        model_of(client).failures = 1_000
        yield stub, client


def model_of(client: TestClient) -> Breaker:
    app: Any = client.app
    found = app.state.core.base.chat_model
    assert isinstance(found, Breaker)
    return found


def timed(client: TestClient) -> tuple[dict[str, object], float]:
    began = time.monotonic()
    response = client.post("/v1/ask", json=QUESTION)
    assert response.status_code == 200, response.text
    return dict(response.json()), time.monotonic() - began


def check_plain(answer: dict[str, object]) -> None:
    """It is the documents' own sentence, and says that the model had no part in it."""
    assert answer["status"] == "grounded"
    assert QUOTE in str(answer["answer"])
    assert "AES-512" not in json.dumps(answer)
    assert "Given without the language model" in str(answer["note"])


_TURNS = {
    "slow": Turn(claims(QUOTE, QUOTE), stalls=True),
    "invents a quote": Turn(claims(INVENTED, INVENTED)),
    "quotes rightly, says another thing": Turn(claims(QUOTE, INVENTED)),
    "garbage in its reply": Turn('{"claims": [{"pass'),
    "prose in its reply": Turn("Certainly! Your data is safe with AES-512."),
    "a body that is no JSON": Turn(body=b"<html>502 Bad Gateway</html>"),
    "an empty body": Turn(body=b""),
    "JSON of another shape": Turn(body=b'{"choices": []}'),
    "error 500": Turn("down", status=500),
    "error 429": Turn("wait", status=429),
    "error 401": Turn("no such key", status=401),
}


@pytest.mark.parametrize("fault", _TURNS)
def test_the_documents_own_sentence_is_given_in_time(
    fault: str, stubbed: tuple[OpenAIStub, TestClient]
) -> None:
    stub, client = stubbed
    stub.turns, before = [_TURNS[fault]], asked(stub)
    answer, seconds = timed(client)
    assert asked(stub) > before
    check_plain(answer)
    # A reply of which nothing stands is asked for once more.
    assert seconds < 2 * TIMEOUT + _SLACK
    streamed = client.post("/v1/ask/stream", json=QUESTION)
    assert streamed.status_code == 200
    assert QUOTE in streamed.text
    assert "AES-512" not in streamed.text
    assert "Traceback" not in streamed.text


def asked(stub: OpenAIStub) -> int:
    return len(stub.asked)


def test_a_model_that_keeps_failing_is_left_alone_and_comes_back(tmp_path: Path) -> None:
    turns = [Turn("", stalls=True)] * 3 + [Turn(claims(QUOTE, QUOTE))]
    with openai_stub(*turns) as stub, service(tmp_path / "home", stub.url) as client:
        waits = []
        for _ in range(6):
            answer, seconds = timed(client)
            check_plain(answer)
            waits.append(seconds)
        assert asked(stub) == 3
        assert all(seconds >= TIMEOUT for seconds in waits[:3])
        assert "left alone" in str(answer["note"])
        breaker = model_of(client)
        breaker.clock = lambda: time.monotonic() + breaker.pause
        answer, _ = timed(client)
        assert asked(stub) == 4
        assert "without the language model" not in str(answer["note"])
        assert QUOTE in str(answer["answer"])


def test_a_model_whose_server_is_gone_costs_no_wait(tmp_path: Path) -> None:
    with openai_stub() as stub:
        url = stub.url
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)
    with service(tmp_path / "home", url) as client:
        timed(client)
        answer, seconds = timed(client)
        check_plain(answer)
        assert seconds < TIMEOUT + _SLACK
