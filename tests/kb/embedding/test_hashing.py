"""The double that needs no model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.embedding.hashing import HashingEmbedder
from kb.embedding.protocol import checked


@given(st.lists(st.text(max_size=60), max_size=6))
def test_it_gives_unit_vectors(texts: list[str]) -> None:
    assert checked(HashingEmbedder().embed(texts), len(texts), 64).dtype == np.float32


def test_texts_that_share_words_lie_close() -> None:
    one, two, three = HashingEmbedder().embed(
        ["backups are encrypted", "are backups encrypted?", "visitors sign the book"]
    )
    assert one @ two == pytest.approx(1.0, abs=1e-5)
    assert one @ three < 0.5


def test_every_instance_agrees() -> None:
    texts = ["backups", "keys and locks"]
    assert np.array_equal(HashingEmbedder().embed(texts), HashingEmbedder().embed(texts))
    assert HashingEmbedder(32).fingerprint != HashingEmbedder().fingerprint
