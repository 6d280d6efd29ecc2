"""The whole log in a folder, with what is needed to check it without Vouch."""

import json
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from kb.audit import notes, standalone
from kb.audit.checkpoints import checkpoint_file, make, stored
from kb.audit.listing import Wanted, every, listing
from kb.errors import StoreError
from kb.records import Records, audit
from kb.settings import Settings

#: The program that checks an export.
VERIFIER = "verify_audit.py"


def export(records: Records, settings: Settings, folder: Path) -> int:
    """Write every row, the checkpoints (a new one among them), the public keys and a program that
    checks them into a new folder; returns how many rows.

    Raises ``StoreError`` where something is in ``folder`` already, or it cannot be written.
    """
    make(records, settings)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise StoreError(f"{folder} is not empty; name a new folder")
        with records.read() as connection:
            count = _write_rows(connection, folder / "rows.jsonl")
            _write_checkpoints(connection, settings, folder)
        shutil.copyfile(standalone.__file__, folder / VERIFIER)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror}") from error
    return count


def _write_rows(connection: Connection, path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as stream:
        for row in every(connection):
            stream.write(json.dumps(row_json(row)) + "\n")
            count += 1
    return count


def _write_checkpoints(connection: Connection, settings: Settings, folder: Path) -> None:
    """Those of the records and of the file, each once; and the keys that the log itself names."""
    held = [str(row["note"]) for row in stored(connection)]
    outside = checkpoint_file(settings)
    if outside.exists():
        text = outside.read_text(encoding="utf-8")
        held += [one.note for one in notes.parse_all(text, str(outside))]
    unique = "\n".join(dict.fromkeys(held))
    (folder / "checkpoints.txt").write_text(unique, encoding="utf-8")
    own = notes.known_signer(settings.home)
    keys = [own.public_key] if own is not None else []
    keys += [row["payload"]["public_key"] for row in _keys(connection)]
    listed = "\n".join(dict.fromkeys(keys)) + "\n"
    (folder / "public_keys.txt").write_text(listed, encoding="utf-8")


def _keys(connection: Connection) -> list[dict[str, Any]]:
    return listing(connection, Wanted(kind=audit.KEY), None, 1_000, 0)[1]


def row_json(row: dict[str, Any]) -> dict[str, Any]:
    """A row of ``kb.audit.listing.every`` as it is exported."""
    wanted = (
        "position", "id", "at", "kind", "actor", "documents", "payload", "salt", "payload_hash",
        "leaf_hash", "erased_by",
    )  # fmt: skip
    return {name: row[name] for name in wanted}
