"""What a database driver raises, told as errors of our own."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from kb.disk import sqlite_fault
from kb.errors import StoreBusyError, StoreError

#: How Postgres says that a lock was not to be had in time.
LOCK_NOT_AVAILABLE = "55P03"
#: Classes of Postgres' codes for a server that is going away or cannot be reached: appendix A.
_AWAY = ("08", "57P", "53300")


@contextmanager
def mapped_errors(*, opening: bool = False) -> Iterator[None]:
    """Raise errors of the driver as ``StoreError``, what another's work causes as
    ``StoreBusyError``.

    A server that is away is described in full only when ``opening``, to whoever set it up: later
    the words may reach anybody who asks the service.
    """
    try:
        yield
    except sa.exc.DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise StoreBusyError(
                "others have been writing to the records for a long while; try again"
            ) from error
        if _is_away(error) and not opening:
            raise StoreError("the database of the records does not answer; try again") from error
        said = " ".join(str(error.orig).split())
        said = sqlite_fault(said) or said
        raise StoreError(f"the records could not be read or written: {said}") from error
    except sa.exc.TimeoutError as error:
        raise StoreError("every connection to the records is in use; try again") from error
    except ImportError as error:
        raise StoreError(
            f"the driver of this database is not installed ({error.name}); for Postgres: "
            "pip install 'vouch-kb[postgres]'"
        ) from error
    except sa.exc.ArgumentError as error:
        raise StoreError(f"the address of the records is not valid: {error}") from error


def _is_away(error: sa.exc.DBAPIError) -> bool:
    """Whether a server is not there, as against one that refused something."""
    if error.connection_invalidated:
        return True
    if not isinstance(error, sa.exc.OperationalError) or not hasattr(error.orig, "sqlstate"):
        return False
    code = getattr(error.orig, "sqlstate", None)
    return code is None or str(code).startswith(_AWAY)
