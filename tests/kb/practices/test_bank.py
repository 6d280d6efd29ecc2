"""The bank of subjects: whole, compiled from its files, and able to tell subjects apart."""

from collections import Counter
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from kb.embedding.hashing import HashingEmbedder
from kb.embedding.onnx_model import OnnxEmbedder
from kb.practices.bank import digest_of, load_bank, sources
from kb.practices.compiled import compile_bank, load, save
from kb.practices.match import Practices


def test_every_subject_is_whole_and_says_each_thing_once() -> None:
    bank = load_bank()
    assert len(bank.subjects) > 500
    for subject in bank.subjects:
        repeated = [t for t, n in Counter((*subject.asks, *subject.states)).items() if n > 1]
        assert repeated == [], subject.id


def test_the_compiled_bank_is_that_of_the_files() -> None:
    compiled = load(files("kb.data").joinpath("practices.npz").read_bytes())
    assert compiled.digest == digest_of(sources())
    assert np.allclose(np.linalg.norm(compiled.vectors, axis=1), 1, atol=1e-3)


def test_a_bank_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    bank = load_bank()
    few = type(bank)(bank.names[:3], bank.subjects[:3], bank.digest)
    made = compile_bank(few, HashingEmbedder())
    save(made, tmp_path / "bank.npz")
    read = load((tmp_path / "bank.npz").read_bytes())
    assert (read.ids, read.terms, read.texts) == (made.ids, made.terms, made.texts)
    assert float((read.vectors * made.vectors).sum(axis=1).min()) > 0.99


def test_another_model_has_no_bank() -> None:
    practices = Practices.bundled(HashingEmbedder())
    assert practices.match(np.ones(8, dtype=np.float32)) == ()


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Does my machine shut itself when I wander off?", "devices/screen-lock"),
        ("Is every copy of our backups scrambled so that a thief could not read it?",
         "data/backup-encryption"),
    ],
)  # fmt: skip
def test_a_question_in_other_words_finds_its_subject(
    tmp_path_factory: pytest.TempPathFactory, question: str, subject: str
) -> None:
    embedder = OnnxEmbedder(tmp_path_factory.mktemp("models"), threads=2)
    practices = Practices.bundled(embedder)
    assert practices.compiled is not None
    found = [
        practices.compiled.ids[m.subject] for m in practices.match(embedder.embed_query(question))
    ]
    assert subject in found
