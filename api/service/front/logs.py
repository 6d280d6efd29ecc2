"""Log lines as JSON on stderr, one each, with the request they belong to.

JSON escapes every control character, so nothing that a caller sends can begin a line of its own.
"""

import logging
import sys

import structlog
from structlog.typing import Processor

_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
    structlog.processors.format_exc_info,
]
_OWN: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def configure_logs(level: str) -> None:
    """Write what structlog and the standard library log, from ``level`` up, as JSON on stderr."""
    least = getattr(logging, level.upper())
    render = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*_OWN, render],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # A library's own chatter, which may quote what it was given, is not asked for by `info`.
    root.setLevel(max(least, logging.WARNING))
    logging.getLogger("uvicorn").setLevel(least)
