"""Documents that say nearly the same: reported, so that nobody doubles one unawares.

MinHash over five-word shingles finds candidates (threshold .5: at .7 a quarter of the true pairs
is missed), the exact Jaccard index of the shingles decides.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

_SHINGLE = 5
_PERMUTATIONS = 128
_CANDIDATE = 0.5
_FEWEST_WORDS = 40


def shingles(text: str) -> frozenset[str]:
    """Every five words in a row, lower case."""
    words = text.lower().split()
    return frozenset(
        " ".join(words[at : at + _SHINGLE]) for at in range(max(len(words) - _SHINGLE + 1, 0))
    )


def sketch(text: str) -> bytes | None:
    """The MinHash of ``text`` (128 little-endian uint32), or None if it is too short to tell."""
    if len(text.split()) < _FEWEST_WORDS:
        return None
    minhash = _minhash()
    minhash.update_batch([shingle.encode() for shingle in sorted(shingles(text))])
    return np.asarray(minhash.hashvalues, dtype="<u4").tobytes()


def candidates(new: Mapping[str, bytes], known: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """The pairs (new id, other id) whose sketches are alike, each pair once."""
    from datasketch import MinHashLSH

    lsh = MinHashLSH(threshold=_CANDIDATE, num_perm=_PERMUTATIONS)
    for key, stored in known.items():
        lsh.insert(key, _minhash(stored))
    pairs: set[tuple[str, str]] = set()
    for key, stored in new.items():
        for other in lsh.query(_minhash(stored)):
            if other != key:
                pairs.add((min(key, other), max(key, other)))
    return sorted(pairs)


def jaccard(first: str, second: str) -> float:
    """Shared shingles over all shingles of two texts."""
    one, two = shingles(first), shingles(second)
    return len(one & two) / len(one | two) if one or two else 0.0


def _minhash(stored: bytes | None = None) -> Any:
    from datasketch import MinHash

    values = None if stored is None else np.frombuffer(stored, dtype="<u4").astype(np.uint32)
    return MinHash(num_perm=_PERMUTATIONS, hashvalues=values, scheme="affine32")
