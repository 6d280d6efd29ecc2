"""The vectors of units, kept while they are likely to be asked for again."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from kb.embedding.protocol import Embedder, Vectors

#: Units kept; 1.5 kB each.
_MOST = 20_000


class UnitVectors:
    """Embeds texts, and remembers the latest; safe to use from several threads."""

    def __init__(self, embedder: Embedder, most: int = _MOST) -> None:
        self._embedder = embedder
        self._most = most
        self._held: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> Vectors:
        """The vectors of ``texts``: shape (texts, dimension)."""
        with self._lock:
            held = {text: self._held[text] for text in texts if text in self._held}
            for text in held:
                self._held.move_to_end(text)
        absent = [text for text in dict.fromkeys(texts) if text not in held]
        if absent:
            made = dict(zip(absent, self._embedder.embed(absent), strict=True))
            held |= made
            with self._lock:
                self._held.update(made)
                while len(self._held) > self._most:
                    self._held.popitem(last=False)
        return np.stack([held[text] for text in texts])
