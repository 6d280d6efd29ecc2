"""Where the results of `vouch eval` lie: its suites write them, the service reads them."""

from pathlib import Path

#: The end of the name of the run before the last.
BEFORE = ".previous.json"


def folder(home: Path) -> Path:
    """Where `vouch eval` writes without ``--out``, for this data folder."""
    return home / "evals" / "reports"
