"""What is done once an hour: jobs that ended long ago go, and files that wait for no job."""

import shutil
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from api.service.storing import staging_folder
from kb.records import job_upkeep, jobs

if TYPE_CHECKING:
    from api.service.core import Core

_EVERY_SECONDS = 3_600.0
_KEPT = timedelta(days=30)
#: A file waits for its job a moment only; this much older, nobody will come for it.
_FORGOTTEN_SECONDS = 86_400.0


class Tidying:
    """Tidies up when it was not done for an hour."""

    def __init__(self, core: "Core") -> None:
        self._core = core
        self._last = float("-inf")

    def when_due(self) -> None:
        """Tidy up if it is time."""
        if time.monotonic() - self._last >= _EVERY_SECONDS:
            self._last = time.monotonic()
            tidy(self._core)


def tidy(core: "Core") -> None:
    """Delete the jobs that ended 30 days ago, and uploads that belong to no job."""
    with core.base.records.write() as connection:
        job_upkeep.prune(connection, jobs.after(-_KEPT))
        known = job_upkeep.ids(connection)
    folder = staging_folder(core.base.settings.home)
    if not folder.is_dir():
        return
    for staged in folder.iterdir():
        old = time.time() - staged.stat().st_mtime > _FORGOTTEN_SECONDS
        if old and staged.name not in known:
            shutil.rmtree(staged, ignore_errors=True)
