"""Working out the audit log's proofs, so that nobody has to believe the service (RFC 9162)."""

import hashlib
from collections.abc import Sequence


def holds(leaf: str, position: int, size: int, hashes: Sequence[str], root: str) -> bool:
    """Whether ``leaf`` is row ``position`` of the log of ``size`` rows with this root.

    ``hashes`` and ``root`` are SHA-256 in hex; RFC 9162, 2.1.3.2.
    """
    if not 0 <= position < size:
        return False
    at, last = position, size - 1
    found = hashlib.sha256(b"\x00" + leaf.encode()).digest()
    try:
        steps = [bytes.fromhex(one) for one in hashes]
    except ValueError:
        return False
    for step in steps:
        if last == 0:
            return False
        if at % 2 or at == last:
            found = hashlib.sha256(b"\x01" + step + found).digest()
            while not at % 2 and at:
                at, last = at >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + step).digest()
        at, last = at >> 1, last >> 1
    return last == 0 and found.hex() == root
