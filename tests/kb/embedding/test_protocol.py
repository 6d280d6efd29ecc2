"""What counts as a vector, and what a model is called."""

import numpy as np
import pytest

from kb.embedding.protocol import Fingerprint, checked
from kb.errors import ModelError


def _unit(rows: int, dimension: int = 4) -> np.ndarray:
    return np.eye(rows, dimension, dtype=np.float32)


def test_unit_vectors_pass_unchanged() -> None:
    vectors = _unit(3)
    assert checked(vectors, 3, 4) is vectors
    assert checked(np.zeros((0, 4), dtype=np.float32), 0, 4).shape == (0, 4)


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf, 2.0, 0.9])
def test_one_bad_vector_refuses_all(value: float) -> None:
    vectors = _unit(3)
    vectors[1] = [value, 0, 0, 0]
    with pytest.raises(ModelError, match="unit length"):
        checked(vectors, 3, 4)


@pytest.mark.parametrize("shape", [(2, 4), (4, 4), (3, 5), (12,)])
def test_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ModelError, match="shape"):
        checked(np.ones(shape, dtype=np.float32), 3, 4)


def test_a_fingerprint_tells_models_apart() -> None:
    assert str(Fingerprint("small", "abc", 384)) == "small@abc/384"
    assert Fingerprint("small", "abc", 384) != Fingerprint("small", "abd", 384)
