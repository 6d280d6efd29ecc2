"""The bundled model through ONNX Runtime: 0.3 s to load where torch takes ten."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kb.embedding.export import GRAPH_VERSION, STATES, export
from kb.embedding.golden import LARGEST_DEVIATION, deviation
from kb.embedding.protocol import Fingerprint, Vectors, checked
from kb.embedding.session import Session
from kb.embedding.turns import Turns
from kb.embedding.weights import DIMENSION, MAX_TOKENS, NAME, SHA256, check_weights, model_files
from kb.errors import ModelError

#: Questions whose vectors are kept: one question is looked up in several places.
_ASKED = 512


class OnnxEmbedder:
    """all-MiniLM-L6-v2, exported once to ``folder`` and loaded at the first call.

    One batch is computed at a time, on ``threads`` threads (0 = all cores): several at once only
    fight for the same cores. Between two batches of a load, questions go first. Texts are cut at
    256 tokens, as the model was trained.
    """

    def __init__(self, folder: Path, *, threads: int = 0, source: Path | None = None) -> None:
        self._folder = folder
        self._source = source
        self._threads = threads
        self._lock = threading.RLock()
        self._turns = Turns()
        self._session: Session | None = None
        self._asked: OrderedDict[str, Vectors] = OrderedDict()

    @property
    def fingerprint(self) -> Fingerprint:
        """The official weights' hash is the revision."""
        return Fingerprint(NAME, SHA256[:12], DIMENSION)

    @property
    def path(self) -> Path:
        """Where the exported model lies."""
        return self._folder / f"{NAME}-{SHA256[:12]}-v{GRAPH_VERSION}.onnx"

    def warm_up(self) -> None:
        """Export the model if this has not been done, and load it.

        Raises ``ModelError`` when the weights are missing or not the official ones.
        """
        self._loaded()

    def _load(self) -> Session:
        if self._session is not None:
            return self._session
        files = model_files(self._source)
        exported = not self.path.is_file()
        if exported:
            check_weights(files)
            export(files, self.path)
        self._session = Session(
            self.path, files.tokenizer, most=MAX_TOKENS, threads=self._threads, turns=self._turns
        )
        if exported:
            self._compare()
        return self._session

    def _compare(self) -> None:
        """Raise ``ModelError`` if a model just exported does not give the reference vectors."""
        away = deviation(self) or 0.0
        if away > LARGEST_DEVIATION:
            self._session = None
            self.path.unlink()
            raise ModelError(
                f"the exported model is {away:.1e} away from the reference vectors; "
                "onnxruntime may be broken on this machine: reinstall it"
            )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder.embed``. Texts are batched by length, so that little is padding."""
        result = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for batch in self._loaded().run(texts, ("vectors",)):
            result[batch.at] = batch.outputs[0]
        return checked(result, len(texts), DIMENSION)

    def embed_query(self, text: str) -> Vectors:
        """See ``Embedder.embed_query``: alone in its batch, so always the same bytes."""
        with self._lock:
            if text in self._asked:
                self._asked.move_to_end(text)
                return self._asked[text]
        vector: Vectors = self.embed([text])[0]
        vector.flags.writeable = False
        with self._lock:
            self._asked[text] = vector
            while len(self._asked) > _ASKED:
                self._asked.popitem(last=False)
        return vector

    def word_states(self, texts: Sequence[str], most: int) -> list[Vectors]:
        """See ``WordStates``; half precision."""
        result: dict[int, Vectors] = {}
        for batch in self._loaded().run(texts, STATES, most):
            middle, last = batch.outputs
            for row, (at, length) in enumerate(zip(batch.at, batch.lengths, strict=True)):
                both = np.concatenate([last[row, :length], middle[row, :length]], axis=1)
                result[at] = both.astype(np.float16)
        return [result[at] for at in range(len(texts))]

    def _loaded(self) -> Session:
        with self._lock:
            return self._load()
