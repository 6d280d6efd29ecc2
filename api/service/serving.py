"""Running the service until it is told to stop, and ending it in good order."""

import os
import socket
import sys
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI

from api.service.front.logs import configure_logs
from kb.settings import Settings

#: A connection that asks nothing is closed after this, in seconds.
_IDLE_SECONDS = 20
log = structlog.get_logger()


class _Server(uvicorn.Server):
    """A server whose jobs are told to stop when it is, not after the last request."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The signal to stop: no new connection, no new job; what runs is finished."""
        app = self.config.app
        assert isinstance(app, FastAPI)
        app.state.core.jobs.stopping.set()
        super().handle_exit(sig, frame)


def run(app: FastAPI, listener: socket.socket, settings: Settings) -> None:
    """Serve ``app`` on ``listener`` until a signal says to stop.

    Then requests under way have ``grace_seconds`` to end, and jobs are handed back meanwhile. What
    has not ended by then ends with the process, as in a crash: nothing is lost by that, since jobs
    are begun again and every write is a transaction.
    """
    configure_logs(settings.log_level)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # ours has the request's id, and no query
        server_header=False,
        proxy_headers=False,  # a caller could write any address there
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=settings.grace_seconds,
    )
    try:
        _Server(config).run(sockets=[listener])
    finally:
        # The server raises the signal again when it has ended, so this is no plain next line.
        if not _is_over(app):
            log.warning("work did not end in time; what is left of it is done at the next start")
            # Closing the store under a thread that still works would be worse than a crash.
            sys.stderr.flush()
            os._exit(0)


def _is_over(app: FastAPI) -> bool:
    """Whether no thread works on the store any more."""
    return app.state.handed_back and not app.state.cut_off
