"""The reader: the network as it was trained, and what it makes of sentences."""

import numpy as np
import pytest

from kb.embedding.hashing import HashingEmbedder
from kb.embedding.onnx_model import OnnxEmbedder
from kb.reading.aligner import OUTPUTS, Aligner
from kb.reading.reader import MOST_TOKENS, Reader, shown
from kb.reading.weights import bundled, probe

QUESTION = "If a laptop is left on a train, can the finder read what is on it?"
ENCRYPTED = shown("Device policy", "Laptops", "The disks of all laptops are encrypted in full.")
BESIDE = shown("Device policy", "Laptops", "Laptops are bought by the IT desk.")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    made = Reader.bundled(OnnxEmbedder(tmp_path_factory.mktemp("models")))
    assert made is not None
    return made


def test_it_gives_what_it_gave_where_it_was_trained() -> None:
    weights = bundled()
    assert weights is not None
    given = Aligner(weights).outputs(*probe())
    assert given.shape == (3, OUTPUTS)
    np.testing.assert_allclose(given, weights.expected, atol=1e-3)


def test_padding_changes_nothing() -> None:
    weights = bundled()
    assert weights is not None
    a, a_mask, b, b_mask = probe()
    alone = Aligner(weights).outputs(a[2:, :2], a_mask[2:, :2], b[2:, :8], b_mask[2:, :8])
    np.testing.assert_allclose(Aligner(weights).outputs(a, a_mask, b, b_mask)[2:], alone, atol=1e-4)


def test_it_knows_the_sentence_that_answers(reader: Reader) -> None:
    answering, beside = reader.read(QUESTION, [ENCRYPTED, BESIDE])
    assert answering.answers > beside.answers
    assert answering.no > answering.yes
    total = answering.yes + answering.no + answering.partial + answering.states
    assert total == pytest.approx(1, abs=1e-3)


def test_it_says_the_same_whatever_else_is_read(reader: Reader) -> None:
    (alone,) = reader.read(QUESTION, [ENCRYPTED])
    _, among, _ = reader.read(QUESTION, [BESIDE * 5, ENCRYPTED, "No."])
    assert alone.answers == pytest.approx(among.answers, abs=2e-3)


def test_a_long_text_is_cut(reader: Reader) -> None:
    (states,) = reader.embedder.word_states(["word " * 1_000], MOST_TOKENS)
    assert states.shape == (MOST_TOKENS, 768)
    assert reader.read(QUESTION, ["word " * 1_000])


def test_nothing_to_read(reader: Reader) -> None:
    assert reader.read(QUESTION, []) == []


def test_forgetting_keeps_no_text(reader: Reader) -> None:
    reader.read(QUESTION, [ENCRYPTED])
    reader.forget()
    assert not reader._kept


def test_there_is_none_for_another_model() -> None:
    assert Reader.bundled(HashingEmbedder()) is None
