"""Files that appear whole or not at all."""

import os
import secrets
from pathlib import Path

from ingest.questionnaires.writing.errors import WriteError

__all__ = ["write_whole"]


def write_whole(target: Path, data: bytes) -> None:
    """Write ``data`` under another name and move it to ``target`` once it is on the disk.

    Raises ``WriteError`` where the folder cannot be written; a file that was there is as it was.
    """
    part = target.with_name(f".{secrets.token_hex(6)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise WriteError(
            f"{target} cannot be written: {error.strerror}; check the folder and the space left"
        ) from error
