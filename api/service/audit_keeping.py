"""Checkpoints of the audit log while the service runs, and the settings it runs with, logged."""

import re
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from kb.audit import checkpoints
from kb.audit.answers import code_version
from kb.errors import RuleError, SettingsError, StoreError
from kb.knowledge_base import KnowledgeBase
from kb.records import audit
from kb.records.schema import audit as audit_rows

_LOOK_SECONDS = 60.0
_DAY = timedelta(days=1)
#: Who signs in, in an address; secret settings are masked by themselves.
_PASSWORD = re.compile(r"//[^/@\s]+@")
log = structlog.get_logger()


class Keeping:
    """Makes a checkpoint once a day, after so many rows, and when it ends; from a thread."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Log the settings where they have changed, and begin."""
        try:
            note_settings(self._base)
        except StoreError as error:
            log.warning("the settings could not be logged", problem=str(error))
        self._thread = threading.Thread(target=self._run, name="audit", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Make the last checkpoint and end the thread."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def look(self, *, last: bool = False) -> None:
        """Make a checkpoint if one is due; the ``last`` one where anything was logged since."""
        settings = self._base.settings
        rows = 1 if last else settings.audit_checkpoint_rows
        before = (datetime.now(UTC) - _DAY).isoformat(timespec="milliseconds")
        try:
            with self._base.records.read() as connection:
                due = checkpoints.is_due(connection, rows, before)
            if due:
                checkpoints.make(self._base.records, settings)
        except (StoreError, SettingsError, RuleError) as error:
            log.warning("no checkpoint of the audit log was made", problem=str(error))

    def _run(self) -> None:
        last = False
        while not last:
            last = self._over.wait(_LOOK_SECONDS)
            self.look(last=last)


def note_settings(base: KnowledgeBase) -> bool:
    """Log the settings in force, without what is secret, if they are not those logged last;
    returns whether they were."""
    held: dict[str, Any] = {
        name: _PASSWORD.sub("//…@", value) if isinstance(value, str) else value
        for name, value in base.settings.model_dump(mode="json").items()
    }
    payload = {"settings": held, "code": code_version()}
    query = sa.select(audit_rows.c.payload).where(audit_rows.c.kind == "settings")
    with base.records.write() as connection:
        last = connection.execute(query.order_by(audit_rows.c.seq.desc()).limit(1)).scalar()
        if last == payload:
            return False
        audit.append(connection, "settings", payload, actor="service")
    return True
