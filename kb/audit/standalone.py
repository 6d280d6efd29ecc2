"""Check an export of Vouch's audit log without Vouch: python verify_audit.py FOLDER [PUBLIC_KEY…]

FOLDER holds rows.jsonl, checkpoints.txt and public_keys.txt, as `vouch audit export FOLDER` writes
them. Give the public keys yourself, as you noted them when they were made: those in the folder
prove nothing to whom you do not trust. Needs Python 3.11 and the package `cryptography`.

Exit code 1: a fault was found; each is named. Sources: RFC 6962, C2SP signed-note, tlog-checkpoint.
"""

import base64
import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

DASH = "\u2014 "
Row = dict[str, Any]


def canonical(value: object) -> bytes:
    """JSON with sorted names, no blanks, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def sha256(data: bytes) -> bytes:
    """The hash of everything here."""
    return hashlib.sha256(data).digest()


class Tree:
    """Heads of a growing tree: only the complete subtrees at its right edge are kept."""

    def __init__(self) -> None:
        self.size, self.edge = 0, list[tuple[int, bytes]]()

    def add(self, leaf: bytes) -> None:
        """Grow by a leaf's hash."""
        level = 0
        while self.edge and self.edge[-1][0] == level:
            leaf = sha256(b"\x01" + self.edge.pop()[1] + leaf)
            level += 1
        self.edge.append((level, leaf))
        self.size += 1

    def head(self) -> bytes:
        """The head of all leaves so far; there must be one."""
        head = self.edge[-1][1]
        for _, left in reversed(self.edge[:-1]):
            head = sha256(b"\x01" + left + head)
        return head


def row_faults(row: Row, erased: dict[str, str]) -> Iterator[str]:
    """What is wrong with one row by itself; notes in ``erased`` who must say that it was erased."""
    if row["erased_by"]:
        erased[row["id"]] = row["erased_by"]
    elif (
        sha256(bytes.fromhex(row["salt"]) + canonical(row["payload"])).hex() != row["payload_hash"]
    ):
        yield "its content is not what was logged"


def leaf(row: Row) -> bytes:
    """The hash of a row's leaf."""
    fields = [row["position"], row["id"], row["at"], row["kind"], row["actor"]]
    return sha256(b"\x00" + canonical([*fields, row["payload_hash"], sorted(row["documents"])]))


def walk(path: Path, heads: dict[int, str]) -> Iterator[str]:
    """Every fault of the rows; fills ``heads`` for the sizes that are its keys, and the last."""
    tree, erased, erasers = Tree(), dict[str, str](), dict[str, Row]()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            name = f"row {row['id']} at place {row['position']} ({row['kind']}, {row['at']})"
            if row["position"] != tree.size:
                yield f"{name}: place {tree.size} was expected: rows are missing or out of order"
            for fault in row_faults(row, erased):
                yield f"{name}: {fault}"
            made = leaf(row)
            if made.hex() != row["leaf_hash"]:
                yield f"{name}: its time, kind, actor, documents or place is not what was logged"
            if row["kind"] == "audit.erase":
                erasers[row["id"]] = row["payload"]
            tree.add(made)
            if tree.size in heads:
                heads[tree.size] = tree.head().hex()
    for identity, by in erased.items():
        if identity not in erasers.get(by, {}).get("rows", ()):
            yield f"row {identity}: its content is gone, and no row of the log says who erased it"
    heads[-1] = str(tree.size)


def checkpoints(text: str) -> Iterator[tuple[str, str]]:
    """The body and the signatures of each note."""
    body: list[str] = []
    for line in text.splitlines():
        if line.startswith(DASH):
            yield "\n".join(body).strip("\n") + "\n", line
            body = []
        else:
            body.append(line)


def is_signed(body: str, line: str, keys: list[str]) -> bool:
    """Whether one of the keys signed the note."""
    name, _, value = line.removeprefix(DASH).partition(" ")
    blob = base64.b64decode(value)
    for key in keys:
        key_name, key_id, public = key.split("+", 2)
        if (key_name, bytes.fromhex(key_id)) != (name, blob[:4]):
            continue
        raw = base64.b64decode(public)[1:]
        with suppress(InvalidSignature):
            Ed25519PublicKey.from_public_bytes(raw).verify(blob[4:], body.encode())
            return True
    return False


def main(folder: Path, keys: list[str]) -> int:
    """Check the export; returns the exit code."""
    keys = keys or (folder / "public_keys.txt").read_text(encoding="utf-8").split()
    notes = list(checkpoints((folder / "checkpoints.txt").read_text(encoding="utf-8")))
    heads = {int(body.split("\n")[1]): "" for body, _ in notes}
    faults = list(walk(folder / "rows.jsonl", heads))
    for body, line in notes:
        _, size, head = body.split("\n")[:3]
        if not is_signed(body, line, keys):
            faults.append(f"the checkpoint of {size} rows is not signed with a key that was given")
        elif not heads[int(size)]:
            faults.append(f"the log ends after {heads[-1]} rows, but {size} were signed")
        elif heads[int(size)] != base64.b64decode(head).hex():
            faults.append(f"the checkpoint of {size} rows is of other rows than these")
    faults.append(f"{heads[-1]} rows, {len(notes)} checkpoints, {len(faults)} faults")
    sys.stdout.write("\n".join(faults) + "\n")
    return 1 if len(faults) > 1 else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
