"""The token states of texts, made once by the embedding model's own weights and kept."""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from kb.embedding.weights import model_files
from kb.reading.reader import MOST_TOKENS

MIDDLE, LAST = 3, 6


class States:
    """Of each text a half-precision tensor (tokens, 768), as ``WordStates`` gives them."""

    def __init__(self) -> None:
        from transformers import AutoTokenizer, BertModel

        folder = model_files(None).weights.parent
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._model = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
        self._held: dict[str, Tensor] = {}

    @torch.no_grad()
    def add(self, texts: Iterable[str], at_once: int = 64) -> None:
        """Make those of ``texts`` that are not held yet."""
        todo = sorted({text for text in texts if text not in self._held}, key=len)
        for start in range(0, len(todo), at_once):
            batch = todo[start : start + at_once]
            encoded = self._tokenizer(
                batch, padding=True, truncation=True, max_length=MOST_TOKENS, return_tensors="pt"
            )
            layers = self._model(**encoded, output_hidden_states=True).hidden_states
            both = torch.cat([layers[LAST], layers[MIDDLE]], -1).half()
            for text, own, count in zip(batch, both, encoded["attention_mask"].sum(1), strict=True):
                self._held[text] = own[: int(count)].clone()

    def padded(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """States, shape (texts, tokens, 768), and 1 for each token, shape (texts, tokens)."""
        held = [self._held[text].float() for text in texts]
        states = torch.nn.utils.rnn.pad_sequence(held, batch_first=True)
        mask = torch.zeros(states.shape[:2])
        for row, one in enumerate(held):
            mask[row, : len(one)] = 1
        return states, mask
