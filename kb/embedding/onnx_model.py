"""The bundled model through ONNX Runtime: 0.3 s to load where torch takes ten."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kb.embedding.export import GRAPH_VERSION, STATES, export
from kb.embedding.golden import LARGEST_DEVIATION, deviation
from kb.embedding.protocol import Fingerprint, Vectors, checked
from kb.embedding.turns import Turns
from kb.embedding.weights import DIMENSION, MAX_TOKENS, NAME, SHA256, check_weights, model_files
from kb.errors import ModelError

#: Token budget of one batch: what lies between two layers has to stay in a core's cache.
BATCH_TOKENS = 256
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
        self._session: Any = None
        self._tokenizer: Any = None
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
        with self._lock:
            self._load()

    def _load(self) -> None:
        if self._session is not None:
            return
        files = model_files(self._source)
        exported = not self.path.is_file()
        if exported:
            check_weights(files)
            export(files, self.path)
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        # Waiting threads would take the cores from whoever works meanwhile.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._tokenizer = Tokenizer.from_file(str(files.tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._session = onnxruntime.InferenceSession(
            str(self.path), options, providers=["CPUExecutionProvider"]
        )
        if exported:
            self._compare()

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
        with self._lock:
            self._load()
        tokens = [e.ids for e in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda i: len(tokens[i]))
        for batch in _batches(order, tokens):
            with self._turns.turn():
                result[batch] = self._run([tokens[i] for i in batch])
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
        with self._lock:
            self._load()
        tokens = [_cut(e.ids, most) for e in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda i: len(tokens[i]))
        for batch in _batches(order, tokens):
            with self._turns.turn():
                middle, last = self._outputs([tokens[i] for i in batch], STATES)
            for row, at in enumerate(batch):
                own = slice(len(tokens[at]))
                both = np.concatenate([last[row, own], middle[row, own]], axis=1)
                result[at] = both.astype(np.float16)
        return [result[at] for at in range(len(texts))]

    def _run(self, tokens: list[list[int]]) -> Vectors:
        return self._outputs(tokens, ("vectors",))[0]

    def _outputs(self, tokens: list[list[int]], names: Sequence[str]) -> list[Vectors]:
        width = max(map(len, tokens))
        ids = np.zeros((len(tokens), width), dtype=np.int32)
        mask = np.zeros_like(ids)
        for row, sequence in enumerate(tokens):
            ids[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
        found: list[Vectors] = self._session.run(
            list(names), {"input_ids": ids, "attention_mask": mask}
        )
        return found


def _cut(tokens: list[int], most: int) -> list[int]:
    """The first ``most`` tokens, the mark of the end among them."""
    return tokens if len(tokens) <= most else [*tokens[: most - 1], tokens[-1]]


def _batches(order: list[int], tokens: list[list[int]]) -> list[list[int]]:
    """Indices in ``order`` (by length, ascending) cut so that each batch keeps to the budget."""
    batches: list[list[int]] = []
    current: list[int] = []
    for index in order:
        if current and (len(current) + 1) * len(tokens[index]) > BATCH_TOKENS:
            batches.append(current)
            current = []
        current.append(index)
    return [*batches, current] if current else batches
