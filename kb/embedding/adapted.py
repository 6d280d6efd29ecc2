"""The bundled model, with some of its weights changed, for the states of a text's words."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from kb.embedding.export import GRAPH_VERSION, STATES, export
from kb.embedding.protocol import Changes, Vectors
from kb.embedding.session import Session
from kb.embedding.turns import Turns
from kb.embedding.weights import MAX_TOKENS, NAME, check_weights, model_files


class Words:
    """The states of words, from a graph that ``load`` gives at the first call; see ``WordStates``.

    The first ``most`` tokens of a text are read.
    """

    def __init__(self, load: Callable[[], Session], most: int) -> None:
        self._load, self._most = load, most

    def word_states(self, texts: Sequence[str]) -> list[Vectors]:
        """See ``WordStates``; half precision."""
        result: dict[int, Vectors] = {}
        for batch in self._load().run(texts, STATES, self._most):
            middle, last = batch.outputs
            for row, (at, length) in enumerate(zip(batch.at, batch.lengths, strict=True)):
                both = np.concatenate([last[row, :length], middle[row, :length]], axis=1)
                result[at] = both.astype(np.float16)
        return [result[at] for at in range(len(texts))]


class Adapted:
    """A graph of its own for one set of changes, exported once to ``folder``."""

    def __init__(
        self, folder: Path, changes: Changes, *, threads: int, turns: Turns, source: Path | None
    ) -> None:
        self._folder, self._source = folder, source
        self._changes = changes
        self._threads, self._turns = threads, turns
        self._lock = threading.Lock()
        self._session: Session | None = None

    @property
    def path(self) -> Path:
        """Where the exported model lies."""
        return self._folder / f"{NAME}-reader-{self._changes.revision}-v{GRAPH_VERSION}.onnx"

    def load(self) -> Session:
        """Export the model if this has not been done, and load it if it is not loaded."""
        with self._lock:
            if self._session is None:
                files = model_files(self._source)
                if not self.path.is_file():
                    check_weights(files)
                    self._forget_earlier()
                    export(files, self.path, self._changes.matrices)
                self._session = Session(
                    self.path,
                    files.tokenizer,
                    most=MAX_TOKENS,
                    threads=self._threads,
                    turns=self._turns,
                )
            return self._session

    def _forget_earlier(self) -> None:
        for path in self._folder.glob(f"{NAME}-reader-*"):
            if not path.name.startswith(self.path.name):
                path.unlink(missing_ok=True)
