"""The reader's weights: one file of half-precision arrays, and which model's states they read."""

import io
import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from kb.embedding.protocol import Vectors

_FILE = "reader.npz"
_OTHERS = ("about", "expected")


@dataclass(frozen=True)
class Weights:
    """``arrays``: float32, by the name of the layer. ``heads``: of the attention between the two
    texts and of that within both. ``model``: the fingerprint of the embedding model. ``expected``:
    what the network gave for ``probe()`` where it was trained.
    """

    arrays: dict[str, Vectors]
    heads: tuple[int, int]
    model: str
    expected: Vectors


def load(raw: bytes) -> Weights:
    """Read a file of weights."""
    with np.load(io.BytesIO(raw), allow_pickle=False) as held:
        about = json.loads(held["about"].tobytes())
        arrays = {n: held[n].astype(np.float32) for n in held.files if n not in _OTHERS}
        expected = held["expected"]
    across, within = about["heads"]
    return Weights(arrays, (across, within), about["model"], expected)


def bundled() -> Weights | None:
    """The weights that come with Vouch, if they were made."""
    held = files("kb.data").joinpath(_FILE)
    return load(held.read_bytes()) if held.is_file() else None


def probe() -> tuple[Vectors, Vectors, Vectors, Vectors]:
    """Three made-up pairs of different lengths, as ``Aligner.outputs`` takes them."""
    drawn = np.random.default_rng(0)
    made: list[Vectors] = []
    for width, lengths in ((7, (7, 5, 2)), (11, (4, 11, 8))):
        mask = (np.arange(width) < np.array(lengths)[:, None]).astype(np.float32)
        states = drawn.standard_normal((len(lengths), width, 768), dtype=np.float32)
        made += [states * mask[..., None], mask]
    return made[0], made[1], made[2], made[3]
