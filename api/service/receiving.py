"""An uploaded file, for as long as it is looked at."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import UploadFile

from api.service.problems import TOO_LARGE, RefusedError
from api.service.storing import safe_name

_PIECE = 1_048_576


@contextmanager
def received(file: UploadFile, longest: int) -> Iterator[Path]:
    """The file on disk under its own name made safe, until the block ends.

    Raises ``RefusedError`` (413) past ``longest`` bytes.
    """
    name = safe_name(file.filename or "")
    with tempfile.TemporaryDirectory(prefix="vouch-") as folder:
        path = Path(folder) / name
        written = 0
        with path.open("xb") as target:
            while piece := file.file.read(_PIECE):
                written += len(piece)
                if written > longest:
                    raise RefusedError(
                        TOO_LARGE,
                        f"{name} is larger than {longest:,} bytes; see VOUCH_UPLOAD_BYTES",
                    )
                target.write(piece)
        yield path
