"""The Merkle tree of RFC 6962: heads and proofs from the hashes of complete subtrees.

Section 2.1 defines hashes and proofs; the two checks follow RFC 9162, sections 2.1.3.2 and
2.1.4.2. Hashes are 32 bytes of SHA-256. ``Node`` gives the hash of complete subtree ``number`` of a
level, counted from 0; level 0 are the leaves.
"""

import hashlib
from collections.abc import Callable, Sequence

Node = Callable[[int, int], bytes]
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that holds ``data``."""
    return hashlib.sha256(b"\x00" + data).digest()


def parent_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def grown(node: Node, size: int, leaf: bytes) -> list[tuple[int, int, bytes]]:
    """The complete subtrees that a leaf at ``size`` finishes: (level, number, hash), at most
    log2(size) of them."""
    made = []
    level, number, top = 0, size, leaf
    while number & 1:
        top = parent_hash(node(level, number - 1), top)
        level, number = level + 1, number >> 1
        made.append((level, number, top))
    return made


def root(node: Node, size: int) -> bytes:
    """The head of the first ``size`` leaves."""
    return _hash(node, 0, size) if size else EMPTY


def inclusion(node: Node, index: int, size: int) -> list[bytes]:
    """The proof that leaf ``index`` is one of the first ``size``; needs ``index < size``."""
    return _path(node, index, 0, size)


def consistency(node: Node, first: int, second: int) -> list[bytes]:
    """The proof that the tree of ``first`` leaves is the beginning of that of ``second``; needs
    ``0 <= first <= second``."""
    if first in (0, second):
        return []
    return _subproof(node, first, 0, second, whole=True)


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], head: bytes) -> bool:
    """Whether ``proof`` shows that ``leaf`` is at ``index`` of ``size`` leaves under ``head``."""
    if index >= size:
        return False
    number, last, found = index, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = parent_hash(one, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = parent_hash(found, one)
        number, last = number >> 1, last >> 1
    return last == 0 and found == head


def is_consistent(
    first: int, second: int, proof: Sequence[bytes], before: bytes, after: bytes
) -> bool:
    """Whether ``proof`` shows that the tree of ``second`` leaves begins with that of ``first``."""
    if first in (0, second):
        return not proof and (first == 0 or before == after)
    if first > second or not proof:
        return False
    path = [before, *proof] if first & (first - 1) == 0 else list(proof)
    number, last = first - 1, second - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            old, new = parent_hash(one, old), parent_hash(one, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = parent_hash(new, one)
        number, last = number >> 1, last >> 1
    return last == 0 and old == before and new == after


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1


def _hash(node: Node, start: int, end: int) -> bytes:
    """The head of the leaves ``start`` to ``end``, where ``start`` is that of a subtree."""
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(count)
    return parent_hash(_hash(node, start, middle), _hash(node, middle, end))


def _path(node: Node, index: int, start: int, end: int) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(node, index, start, middle), _hash(node, middle, end)]
    return [*_path(node, index, middle, end), _hash(node, start, middle)]


def _subproof(node: Node, first: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    if first == end:
        return [] if whole else [_hash(node, start, end)]
    middle = start + _split(end - start)
    if first <= middle:
        inner = _subproof(node, first, start, middle, whole=whole)
        return [*inner, _hash(node, middle, end)]
    inner = _subproof(node, first, middle, end, whole=False)
    return [*inner, _hash(node, start, middle)]
