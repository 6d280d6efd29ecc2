"""The bank with its vectors, compiled into one file so that a question costs no start-up.

Vectors are kept as bytes: each is divided by its largest entry and rounded to 1/127 of it, which
moves a cosine by less than 0.005.
"""

import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.embedding.protocol import Embedder, Vectors
from kb.practices.bank import Bank

_STEPS = 127


@dataclass(frozen=True)
class Compiled:
    """``vectors``: shape (texts, dimension), unit length. ``subject``: of each text, the index of
    its subject. ``kind``: of each text 0 for an ask, 1 for an inverse one, 2 for a statement.
    """

    ids: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    texts: tuple[str, ...]
    subject: np.ndarray
    kind: np.ndarray
    vectors: Vectors
    digest: str
    model: str


ASK, INVERSE, STATE = 0, 1, 2


def compile_bank(bank: Bank, embedder: Embedder) -> Compiled:
    """Embed every text of the bank."""
    texts = tuple(bank.texts())
    subject, kind = [], []
    for at, one in enumerate(bank.subjects):
        for what, lines in ((ASK, one.asks), (INVERSE, one.inverse), (STATE, one.states)):
            subject += [at] * len(lines)
            kind += [what] * len(lines)
    return Compiled(
        ids=bank.names,
        terms=tuple(tuple(one.terms) for one in bank.subjects),
        texts=texts,
        subject=np.asarray(subject, dtype=np.int32),
        kind=np.asarray(kind, dtype=np.int8),
        vectors=embedder.embed(texts),
        digest=bank.digest,
        model=str(embedder.fingerprint),
    )


def save(compiled: Compiled, path: Path) -> None:
    """Write the compiled bank, in one step."""
    scale = np.abs(compiled.vectors).max(axis=1, keepdims=True)
    about = {
        "ids": compiled.ids,
        "terms": compiled.terms,
        "texts": compiled.texts,
        "digest": compiled.digest,
        "model": compiled.model,
    }
    held = io.BytesIO()
    np.savez_compressed(
        held,
        steps=np.rint(compiled.vectors / scale * _STEPS).astype(np.int8),
        subject=compiled.subject,
        kind=compiled.kind,
        about=np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
    )
    part = path.with_suffix(".part")
    part.write_bytes(held.getvalue())
    part.replace(path)


def load(raw: bytes) -> Compiled:
    """Read a compiled bank."""
    with np.load(io.BytesIO(raw), allow_pickle=False) as held:
        about = json.loads(held["about"].tobytes())
        vectors = held["steps"].astype(np.float32)
        subject, kind = held["subject"], held["kind"]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Compiled(
        ids=tuple(about["ids"]),
        terms=tuple(tuple(terms) for terms in about["terms"]),
        texts=tuple(about["texts"]),
        subject=subject,
        kind=kind,
        vectors=vectors,
        digest=about["digest"],
        model=about["model"],
    )
