"""The vectors of units, kept while they are likely to be asked for again."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from kb.answering.unit_store import STORED, UnitStore
from kb.embedding.protocol import Embedder, Vectors

#: Units kept in memory; 1.5 kB each.
_MOST = 20_000


class UnitVectors:
    """Embeds texts, and remembers the latest; safe to use from several threads.

    ``store`` holds what was embedded ahead. A vector is the same, to the bit, whether it was
    stored or is made now.
    """

    def __init__(
        self, embedder: Embedder, store: UnitStore | None = None, most: int = _MOST
    ) -> None:
        self._embedder = embedder
        self._store = store
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
            made = {} if self._store is None else self._store.get(absent)
            left = [text for text in absent if text not in made]
            if left:
                made |= zip(left, self.made(left), strict=True)
            held |= made
            with self._lock:
                self._held.update(made)
                while len(self._held) > self._most:
                    self._held.popitem(last=False)
        return np.stack([held[text] for text in texts])

    def made(self, texts: Sequence[str]) -> Vectors:
        """As ``of``, computed now and not remembered."""
        return self._embedder.embed(texts).astype(STORED).astype(np.float32)

    def forget(self) -> None:
        """Forget everything, on disk too: after a purge nothing made of what it erased stays."""
        with self._lock:
            self._held.clear()
        if self._store is not None:
            self._store.clear()
