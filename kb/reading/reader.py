"""Whether sentences answer a question, in one call."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from kb.embedding.protocol import Embedder, Vectors, WordStates
from kb.reading.aligner import Aligner
from kb.reading.weights import Weights, bundled

#: Tokens of a text that are read; the model was trained with as many.
MOST_TOKENS = 96
#: Texts whose states are kept; 0.1 MB each.
_KEPT = 400
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one sentence.

    ``answers``: log-odds that the sentence answers the question, of which 0 is as likely as not.
    ``yes``, ``no``, ``partial``, ``states``: what it says if it answers, summing to 1; ``states``
    is for a question that is no closed one.
    """

    answers: float
    yes: float
    no: float
    partial: float
    states: float


@dataclass(frozen=True)
class Reader:
    """Reads a question with sentences; safe to use from several threads."""

    embedder: WordStates
    weights: Weights
    _kept: OrderedDict[str, Vectors] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def bundled(cls, embedder: Embedder) -> "Reader | None":
        """The reader for this embedding model; None for any other, which it was not trained for."""
        weights = bundled()
        if weights is None or weights.model != str(embedder.fingerprint):
            return None
        return cls(embedder, weights) if isinstance(embedder, WordStates) else None

    @cached_property
    def _aligner(self) -> Aligner:
        return Aligner(self.weights)

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """What is made of each text: a sentence after ``title - heading:``; see ``shown``."""
        if not texts:
            return []
        asked = self._states([question])[0]
        states = self._states(texts)
        a, a_mask = _padded([asked] * len(texts))
        b, b_mask = _padded(states)
        told = self._aligner.outputs(a, a_mask, b, b_mask)
        raised = np.exp(told[:, 1:] - told[:, 1:].max(axis=1, keepdims=True))
        shares = np.round(raised / raised.sum(axis=1, keepdims=True), _DECIMALS)
        answers = np.round(told[:, 0], _DECIMALS)
        return [
            Reading(float(at), *(float(share) for share in row))
            for at, row in zip(answers, shares, strict=True)
        ]

    def _states(self, texts: Sequence[str]) -> list[Vectors]:
        with self._lock:
            held = {text: self._kept[text] for text in texts if text in self._kept}
            for text in held:
                self._kept.move_to_end(text)
        absent = [text for text in dict.fromkeys(texts) if text not in held]
        if absent:
            made = dict(zip(absent, self.embedder.word_states(absent, MOST_TOKENS), strict=True))
            held |= made
            with self._lock:
                self._kept.update(made)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return [held[text].astype(np.float32) for text in texts]

    def forget(self) -> None:
        """Forget what was read: after a purge nothing made of what it erased stays."""
        with self._lock:
            self._kept.clear()


def shown(title: str, heading: str, sentence: str) -> str:
    """A sentence as the model was trained to see it: under its title and heading, on one line."""
    above = " - ".join(part for part in (title, heading) if part)
    told = sentence.replace("\t", " | ")
    return f"{above}: {told}" if above else told


def _padded(states: Sequence[Vectors]) -> tuple[Vectors, Vectors]:
    width = max(len(one) for one in states)
    padded = np.zeros((len(states), width, states[0].shape[1]), dtype=np.float32)
    mask = np.zeros((len(states), width), dtype=np.float32)
    for row, one in enumerate(states):
        padded[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return padded, mask
