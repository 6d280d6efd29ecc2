"""An exported graph with its tokenizer: texts in, outputs out, in batches of like length."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kb.embedding.protocol import Vectors
from kb.embedding.turns import Turns

#: Token budget of one batch: what lies between two layers has to stay in a core's cache.
BATCH_TOKENS = 256


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of some of the texts: their indexes, how many tokens each has, the outputs."""

    at: list[int]
    lengths: list[int]
    outputs: list[Vectors]


class Session:
    """Runs a graph whose inputs are ``input_ids`` and ``attention_mask``.

    Texts are cut at ``most`` tokens. One batch is computed at a time, on ``threads`` threads
    (0 = all cores), when ``turns`` gives it its turn.
    """

    def __init__(
        self, graph: Path, tokenizer: Path, *, most: int, threads: int, turns: Turns
    ) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Waiting threads would take the cores from whoever works meanwhile.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(most)
        self._tokenizer.no_padding()
        self._turns = turns
        self._session: Any = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )

    def run(
        self, texts: Sequence[str], names: Sequence[str], most: int | None = None
    ) -> Iterator[Batch]:
        """The outputs ``names`` of all texts, of their first ``most`` tokens if not of all.

        Texts of like length come together.
        """
        tokens = [_cut(e.ids, most) for e in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda i: len(tokens[i]))
        for batch in _batches(order, tokens):
            own = [tokens[i] for i in batch]
            with self._turns.turn():
                outputs = self._outputs(own, names)
            yield Batch(batch, [len(one) for one in own], outputs)

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


def _cut(tokens: list[int], most: int | None) -> list[int]:
    """The first ``most`` tokens, the mark of the end among them."""
    return tokens if most is None or len(tokens) <= most else [*tokens[: most - 1], tokens[-1]]


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
