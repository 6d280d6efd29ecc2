"""The reader's network, in NumPy: question and sentence are aligned word by word and compared.

Each word of one text attends to those of the other and is compared with what it finds there; the
comparisons of both texts are mixed by one transformer layer, pooled, and judged together with how
near the two texts are as wholes.
Source: Parikh et al. 2016 (decomposable attention) and Chen et al. 2017 (ESIM) for aligning and
comparing, Vaswani et al. 2017 for the layer (normalised first). ``training/`` has the same in
torch; ``tests/kb/reading`` compares the two.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kb.embedding.protocol import Vectors
from kb.reading.weights import Weights

#: What the network gives: whether the sentence answers, and what it says to a closed question.
OUTPUTS = 5
_HALF = 384
_NEAR = 4.0
_FAR = np.float32(-1e4)


@dataclass(frozen=True)
class Aligner:
    """Reads padded token states; see ``outputs``."""

    weights: Weights

    def outputs(self, a: Vectors, a_mask: Vectors, b: Vectors, b_mask: Vectors) -> Vectors:
        """The outputs before they are made probabilities: shape (pairs, ``OUTPUTS``).

        ``a``: the questions' states, shape (pairs, tokens, 768), the middle layer's after the last
        one's, zero where there is no token; ``a_mask``: 1 for a token, shape (pairs, tokens).
        ``b`` and ``b_mask``: the sentences', in the same way.
        """
        whole, a_best, b_best = _nearness(a, a_mask, b, b_mask)
        a, b = self._normal(a), self._normal(b)
        asks, said = self._split(self._linear(a, "q")), self._split(self._linear(b, "k"))
        attention = (_unit(asks) @ _unit(said).swapaxes(2, 3)) * self._of("temp")
        a, b = (self._norm(self._linear(x, "proj"), "pl") for x in (a, b))
        in_b = self._attended(attention, b_mask, b)
        in_a = self._attended(attention.swapaxes(2, 3), a_mask, a)
        side = self._of("side")
        compared = [
            self._compared(a, in_b, a_best) + side[0],
            self._compared(b, in_a, b_best) + side[1],
        ]
        mask = np.concatenate([a_mask, b_mask], axis=1)
        mixed = self._mixed(np.concatenate(compared, axis=1), mask)
        at = a.shape[1]
        pooled = [*self._pooled(mixed[:, :at], a_mask), *self._pooled(mixed[:, at:], b_mask)]
        told = np.concatenate([*pooled, _NEAR * whole], axis=1)
        result: Vectors = self._linear(_gelu(self._linear(told, "fin.0")), "fin.3")
        return result

    def _of(self, name: str) -> Vectors:
        return self.weights.arrays[name]

    @cached_property
    def _turned(self) -> dict[str, Vectors]:
        """The matrices as (in, out)."""
        held = self.weights.arrays
        return {n: np.ascontiguousarray(w.T) for n, w in held.items() if w.ndim == 2}

    def _linear(self, x: Vectors, name: str) -> Vectors:
        result: Vectors = x @ self._turned[name + ".weight"] + self._of(name + ".bias")
        return result

    def _norm(self, x: Vectors, name: str) -> Vectors:
        return _standard(x) * self._of(name + ".weight") + self._of(name + ".bias")

    def _normal(self, x: Vectors) -> Vectors:
        both = self._norm(x[..., :_HALF], "ln0"), self._norm(x[..., _HALF:], "ln1")
        return np.concatenate(both, axis=-1)

    def _split(self, x: Vectors, heads: int = 0) -> Vectors:
        """As (pairs, heads, tokens, width of a head)."""
        pairs, tokens, _ = x.shape
        return x.reshape(pairs, tokens, heads or self.weights.heads[0], -1).swapaxes(1, 2)

    def _attended(self, attention: Vectors, mask: Vectors, values: Vectors) -> Vectors:
        weights = _softmax(np.where(mask[:, None, None, :] > 0, attention, _FAR))
        return _joined(weights @ self._split(values))

    def _compared(self, own: Vectors, found: Vectors, best: Vectors) -> Vectors:
        told = [own, found, own * found, np.abs(own - found), best[..., None]]
        hidden = _gelu(self._linear(np.concatenate(told, axis=-1), "cmp.0"))
        return self._norm(self._linear(hidden, "cmp.2"), "cl")

    def _mixed(self, x: Vectors, mask: Vectors) -> Vectors:
        """One transformer layer over both texts."""
        normal = self._norm(x, "mix.norm1")
        weight, bias = self._turned["mix.self_attn.in_proj_weight"], "mix.self_attn.in_proj_bias"
        asks, keys, values = (
            self._split(part, self.weights.heads[1])
            for part in np.split(normal @ weight + self._of(bias), 3, axis=-1)
        )
        attention = asks @ keys.swapaxes(2, 3) / np.float32(np.sqrt(asks.shape[-1]))
        weights = _softmax(np.where(mask[:, None, None, :] > 0, attention, _FAR))
        x = x + self._linear(_joined(weights @ values), "mix.self_attn.out_proj")
        wide = _gelu(self._linear(self._norm(x, "mix.norm2"), "mix.linear1"))
        return x + self._linear(wide, "mix.linear2")

    def _pooled(self, x: Vectors, mask: Vectors) -> tuple[Vectors, Vectors]:
        there = mask > 0
        weights = _softmax(np.where(there, self._linear(x, "pool")[..., 0], _FAR))
        summed: Vectors = (x * weights[..., None]).sum(axis=1)
        most: Vectors = np.where(there[..., None], x, _FAR).max(axis=1)
        return summed, most


def _nearness(
    a: Vectors, a_mask: Vectors, b: Vectors, b_mask: Vectors
) -> tuple[Vectors, Vectors, Vectors]:
    """Of each pair: cosine of the texts and mean best cosine of the tokens of either; the bests."""
    last_a, last_b = a[..., :_HALF], b[..., :_HALF]
    cosines = _unit(last_a) @ _unit(last_b).swapaxes(1, 2)
    cosines = np.where((a_mask[:, :, None] * b_mask[:, None, :]) > 0, cosines, -1).astype(a.dtype)
    a_best, b_best = cosines.max(axis=2), cosines.max(axis=1)
    means = [_unit((x * m[..., None]).sum(axis=1)) for x, m in ((last_a, a_mask), (last_b, b_mask))]
    whole = [
        (means[0] * means[1]).sum(axis=-1),
        (a_best * a_mask).sum(axis=1) / a_mask.sum(axis=1),
        (b_best * b_mask).sum(axis=1) / b_mask.sum(axis=1),
    ]
    return np.stack(whole, axis=1), a_best, b_best


def _unit(x: Vectors) -> Vectors:
    result: Vectors = x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)
    return result


def _standard(x: Vectors) -> Vectors:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(1e-5))
    result: Vectors = centred / spread
    return result


def _softmax(x: Vectors) -> Vectors:
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    result: Vectors = raised / raised.sum(axis=-1, keepdims=True)
    return result


def _gelu(x: Vectors) -> Vectors:
    """With the tangent, as the network was trained."""
    inner = np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x * x * x)
    result: Vectors = np.float32(0.5) * x * (1 + np.tanh(inner))
    return result


def _joined(x: Vectors) -> Vectors:
    pairs, heads, tokens, width = x.shape
    return x.swapaxes(1, 2).reshape(pairs, tokens, heads * width)
