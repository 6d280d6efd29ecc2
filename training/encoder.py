"""The upper layers of the embedding model in torch, with what is learned on top of their weights.

The lower layers stay as they are, so the states after them are made once and kept. Of each matrix
of the upper layers a change of low rank is learned; ``kb.reading.weights`` adds it to the model's
weights. Source: Hu et al. 2021 (LoRA) for the change, Devlin et al. 2019 for the layers.
"""

from collections.abc import Iterable, Mapping, Sequence

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from kb.embedding.export import EPSILON, HEADS, LAYERS, MIDDLE
from kb.embedding.weights import model_files
from kb.reading.reader import MOST_TOKENS

RANK = 16
#: The linear layers of a transformer layer of the embedding model that are changed.
PARTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_FAR = -1e4


class Adapted(nn.Module):
    """A linear layer that stays, and a change of low rank that is learned."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.register_buffer("weight", weight, persistent=False)
        self.register_buffer("bias", bias, persistent=False)
        self.down = nn.Parameter(torch.randn(RANK, weight.shape[1]) / weight.shape[1] ** 0.5)
        self.up = nn.Parameter(torch.zeros(weight.shape[0], RANK))
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor) -> Tensor:
        """Shapes as for ``nn.Linear``."""
        changed = self.drop(x) @ self.down.T @ self.up.T
        result: Tensor = functional.linear(x, self.weight, self.bias) + changed
        return result


class Layer(nn.Module):
    """One transformer layer (normalised last)."""

    def __init__(self, weights: Mapping[str, Tensor], number: int) -> None:
        super().__init__()
        at = f"encoder.layer.{number}."
        parts = {
            name.replace(".", "_"): Adapted(
                weights[f"{at}{name}.weight"], weights[f"{at}{name}.bias"]
            )
            for name in PARTS
        }
        self.parts = nn.ModuleDict(parts)
        for norm in ("attention.output", "output"):
            for kind in ("weight", "bias"):
                held = weights[f"{at}{norm}.LayerNorm.{kind}"]
                self.register_buffer(f"{norm.replace('.', '_')}_{kind}", held, persistent=False)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``x``: (texts, tokens, 384); ``mask``: 1 for a token, (texts, tokens)."""
        texts, tokens, width = x.shape

        def split(name: str) -> Tensor:
            held: Tensor = self.parts[name](x)
            return held.view(texts, tokens, HEADS, -1).transpose(1, 2)

        asks, keys, values = (split(f"attention_self_{n}") for n in ("query", "key", "value"))
        shut = (1 - mask)[:, None, None, :] * _FAR
        found = functional.scaled_dot_product_attention(asks, keys, values, attn_mask=shut)
        joined = found.transpose(1, 2).reshape(texts, tokens, width)
        x = self._normal(x + self.parts["attention_output_dense"](joined), "attention_output")
        wide = functional.gelu(self.parts["intermediate_dense"](x))
        return self._normal(x + self.parts["output_dense"](wide), "output")

    def _normal(self, x: Tensor, name: str) -> Tensor:
        weight, bias = getattr(self, f"{name}_weight"), getattr(self, f"{name}_bias")
        return functional.layer_norm(x, x.shape[-1:], weight, bias, EPSILON)


class Encoder(nn.Module):
    """From the states after layer ``MIDDLE`` to those after the last."""

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(weights, number) for number in range(MIDDLE, LAYERS))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Shapes as for ``Layer.forward``."""
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def changes(self) -> dict[str, Tensor]:
        """What is learned, by the names of the model's matrices with ``.down`` and ``.up``."""
        found = {}
        for number, layer in enumerate(self.layers, MIDDLE):
            for name in PARTS:
                part = layer.parts[name.replace(".", "_")]  # type: ignore[index]
                found[f"encoder.layer.{number}.{name}.down"] = part.down
                found[f"encoder.layer.{number}.{name}.up"] = part.up
        return found

    @torch.no_grad()
    def restore(self, changes: Mapping[str, Tensor]) -> None:
        """Go on from what ``changes`` gave."""
        for name, own in self.changes().items():
            if name in changes:
                own.copy_(changes[name])


class Lower:
    """The states after layer ``MIDDLE``, made once for each text and kept in half precision."""

    def __init__(self) -> None:
        files = model_files(None)
        self.weights = load_file(str(files.weights))
        self._tokenizer = Tokenizer.from_file(str(files.tokenizer))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.no_padding()
        layers = [Layer(self.weights, number) for number in range(MIDDLE)]
        self._layers = nn.ModuleList(layers).eval()
        self._held: dict[str, Tensor] = {}

    @torch.no_grad()
    def add(self, texts: Iterable[str], at_once: int = 64) -> None:
        """Make those of ``texts`` that are not held yet."""
        todo = sorted({text for text in texts if text not in self._held}, key=len)
        for start in range(0, len(todo), at_once):
            batch = todo[start : start + at_once]
            tokens = [torch.tensor(e.ids) for e in self._tokenizer.encode_batch(batch)]
            ids = nn.utils.rnn.pad_sequence(tokens, batch_first=True)
            mask = nn.utils.rnn.pad_sequence(
                [torch.ones(len(one)) for one in tokens], batch_first=True
            )
            x = self._embedded(ids)
            for layer in self._layers:
                x = layer(x, mask)
            for text, own, held in zip(batch, x.half(), tokens, strict=True):
                self._held[text] = own[: len(held)].clone()

    def padded(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """States, shape (texts, tokens, 384), and 1 for each token, shape (texts, tokens)."""
        self.add(texts)
        held = [self._held[text].float() for text in texts]
        states = nn.utils.rnn.pad_sequence(held, batch_first=True)
        mask = torch.zeros(states.shape[:2])
        for row, one in enumerate(held):
            mask[row, : len(one)] = 1
        return states, mask

    def length(self, text: str) -> int:
        """Tokens of a text."""
        self.add([text])
        return len(self._held[text])

    def _embedded(self, ids: Tensor) -> Tensor:
        of = self.weights
        x = of["embeddings.word_embeddings.weight"][ids]
        x = x + of["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = x + of["embeddings.token_type_embeddings.weight"][0]
        norms = (of["embeddings.LayerNorm.weight"], of["embeddings.LayerNorm.bias"])
        return functional.layer_norm(x, x.shape[-1:], *norms, EPSILON)
