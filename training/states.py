"""The embedding model's states of words, each text's made once and kept in half precision."""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn

from kb.embedding.protocol import WordStates
from kb.reading.reader import MOST_TOKENS

_TOGETHER = 256


class States:
    """Gives the states that the reader is shown; keeps those of the texts that were added."""

    def __init__(self, embedder: WordStates) -> None:
        self._embedder = embedder
        self._held: dict[str, Tensor] = {}

    def add(self, texts: Iterable[str]) -> None:
        """Make those of ``texts`` that are not held yet."""
        absent = [text for text in dict.fromkeys(texts) if text not in self._held]
        for start in range(0, len(absent), _TOGETHER):
            some = absent[start : start + _TOGETHER]
            self._held |= self._made(some)

    def padded(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """States, shape (texts, tokens, 768), and 1 for each token, shape (texts, tokens)."""
        once = self._made([text for text in dict.fromkeys(texts) if text not in self._held])
        held = [(once[text] if text in once else self._held[text]).float() for text in texts]
        states = nn.utils.rnn.pad_sequence(held, batch_first=True)
        mask = torch.zeros(states.shape[:2])
        for row, one in enumerate(held):
            mask[row, : len(one)] = 1
        return states, mask

    def _made(self, texts: Sequence[str]) -> dict[str, Tensor]:
        states = self._embedder.word_states(texts, MOST_TOKENS)
        return dict(zip(texts, map(torch.from_numpy, states), strict=True))
