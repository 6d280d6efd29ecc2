"""The reader's network in torch, as it is trained; ``kb.reading.aligner`` runs it in NumPy.

Names of layers are those of the file of weights, so the two must change together.
"""

from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

HALF, WIDTH, ACROSS, WITHIN = 384, 192, 6, 4
OUTPUTS = 5
_FAR = -1e4
_gelu = partial(functional.gelu, approximate="tanh")


class Network(nn.Module):
    """From token states of question and sentence to ``OUTPUTS``; see ``kb.reading.aligner``."""

    def __init__(self) -> None:
        super().__init__()
        self.ln0, self.ln1 = nn.LayerNorm(HALF), nn.LayerNorm(HALF)
        self.proj, self.pl = nn.Linear(2 * HALF, WIDTH), nn.LayerNorm(WIDTH)
        self.q, self.k = nn.Linear(2 * HALF, WIDTH), nn.Linear(2 * HALF, WIDTH)
        # Both begin as the same rotation, so that like words find each other from the first step.
        nn.init.orthogonal_(self.q.weight)
        self.k.weight.data.copy_(self.q.weight.data)
        self.temp = nn.Parameter(torch.tensor(8.0))
        self.cmp = nn.Sequential(
            nn.Linear(4 * WIDTH + 1, WIDTH), nn.GELU(approximate="tanh"), nn.Linear(WIDTH, WIDTH)
        )
        self.cl = nn.LayerNorm(WIDTH)
        self.side = nn.Parameter(torch.randn(2, WIDTH) * 0.02)
        self.mix = nn.TransformerEncoderLayer(
            WIDTH, WITHIN, 2 * WIDTH, 0.1, _gelu, batch_first=True, norm_first=True
        )
        self.pool = nn.Linear(WIDTH, 1)
        self.fin = nn.Sequential(
            nn.Linear(4 * WIDTH + 3, WIDTH),
            nn.GELU(approximate="tanh"),
            nn.Dropout(0.2),
            nn.Linear(WIDTH, OUTPUTS),
        )
        self.drop = nn.Dropout(0.15)

    def forward(self, a: Tensor, a_mask: Tensor, b: Tensor, b_mask: Tensor) -> Tensor:
        """Shapes as for ``kb.reading.aligner.Aligner.outputs``."""
        whole, a_best, b_best = _nearness(a, a_mask, b, b_mask)
        a, b = self.drop(self._normal(a)), self.drop(self._normal(b))
        asks, said = self._heads(self.q(a)), self._heads(self.k(b))
        attention = (_unit(asks) @ _unit(said).transpose(2, 3)) * self.temp
        a, b = self.pl(self.proj(a)), self.pl(self.proj(b))
        in_b = self._attended(attention, b_mask, b)
        in_a = self._attended(attention.transpose(2, 3), a_mask, a)
        compared = [
            self._compared(a, in_b, a_best) + self.side[0],
            self._compared(b, in_a, b_best) + self.side[1],
        ]
        mask = torch.cat([a_mask, b_mask], 1)
        mixed = self.mix(torch.cat(compared, 1), src_key_padding_mask=~mask.bool())
        at = a.shape[1]
        pooled = [*self._pooled(mixed[:, :at], a_mask), *self._pooled(mixed[:, at:], b_mask)]
        told: Tensor = self.fin(torch.cat([*pooled, 4 * whole], -1))
        return told

    def _normal(self, x: Tensor) -> Tensor:
        return torch.cat([self.ln0(x[..., :HALF]), self.ln1(x[..., HALF:])], -1)

    def _heads(self, x: Tensor) -> Tensor:
        return x.view(*x.shape[:2], ACROSS, -1).transpose(1, 2)

    def _attended(self, attention: Tensor, mask: Tensor, values: Tensor) -> Tensor:
        weights = attention.masked_fill(~mask[:, None, None, :].bool(), _FAR).softmax(-1)
        found = weights @ self._heads(values)
        return found.transpose(1, 2).reshape(found.shape[0], found.shape[2], -1)

    def _compared(self, own: Tensor, found: Tensor, best: Tensor) -> Tensor:
        told = [own, found, own * found, (own - found).abs(), best[..., None]]
        result: Tensor = self.cl(self.cmp(torch.cat(told, -1)))
        return result

    def _pooled(self, x: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        none = ~mask.bool()
        weights = self.pool(x).squeeze(-1).masked_fill(none, _FAR).softmax(-1)
        most = x.masked_fill(none[..., None], _FAR).max(1).values
        return (x * weights[..., None]).sum(1), most


def _nearness(
    a: Tensor, a_mask: Tensor, b: Tensor, b_mask: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    last_a, last_b = a[..., :HALF], b[..., :HALF]
    cosines = _unit(last_a) @ _unit(last_b).transpose(1, 2)
    cosines = cosines.masked_fill(~(a_mask[:, :, None] * b_mask[:, None, :]).bool(), -1)
    a_best, b_best = cosines.max(2).values, cosines.max(1).values
    means = [_unit((x * m[..., None]).sum(1)) for x, m in ((last_a, a_mask), (last_b, b_mask))]
    whole = [
        (means[0] * means[1]).sum(-1),
        (a_best * a_mask).sum(1) / a_mask.sum(1),
        (b_best * b_mask).sum(1) / b_mask.sum(1),
    ]
    return torch.stack(whole, 1), a_best, b_best


def _unit(x: Tensor) -> Tensor:
    return functional.normalize(x, dim=-1)
