"""The whole way of a planted falsehood: LangChain, HTTP, a server that lies, and the check."""

import pytest

from kb.answering.generated_trace import Outcome
from kb.models.langchain_model import LangChainModel
from tests.kb.answering.planted import FALSEHOODS, HONEST, PLAIN, reply_of, written
from tests.stubs.openai_server import Turn, openai_stub

pytest.importorskip("langchain")
pytest.importorskip("langchain_openai")


def test_every_planted_falsehood_is_caught_and_every_honest_sentence_said() -> None:
    cases = [*FALSEHOODS, *HONEST]
    # A reply of which nothing stands is asked for once more.
    turns = [Turn(reply_of(case)) for case in FALSEHOODS for _ in range(2)]
    turns += [Turn(reply_of(case)) for case in HONEST]
    with openai_stub(*turns) as stub:
        model = LangChainModel("openai:stub", base_url=stub.url, api_key="k", timeout=10)
        made = [written(case, model) for case in cases]
    assert len(stub.asked) == len(turns)
    for case, one in zip(cases, made, strict=True):
        said = one.trace.outcome is Outcome.WRITTEN
        assert said == (case in HONEST), case.name
        assert (one.answer.answer == PLAIN) != said
        assert one.trace.usage.read > 0


@pytest.mark.parametrize("turn", [Turn("down", status=500), Turn("wait", status=429)])
def test_an_outage_leaves_the_plain_answer(turn: Turn) -> None:
    with openai_stub(turn) as stub:
        model = LangChainModel("openai:stub", base_url=stub.url, api_key="k", timeout=2)
        made = written(HONEST[0], model)
    assert made.answer.answer == PLAIN
    assert "Given without the language model" in made.answer.note
