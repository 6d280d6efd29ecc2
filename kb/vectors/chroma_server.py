"""Vectors on a Chroma server that several processes share.

What the index remembers lies on the server too, beside what it holds: a process that comes new
finds both, and a server that lost its disk has lost both. Who changes the index holds a lock of
the store meanwhile, and never takes it back to an earlier state. Chroma's server has no login and
belongs on a private network.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kb.derived import Hit, Position
from kb.embedding.protocol import Vectors
from kb.errors import DerivedIndexError, IndexAwayError
from kb.records.passages import IndexEntry
from kb.values import SearchFilter
from kb.vectors.chroma import ChromaVectorIndex, listed, one_at_a_time, quiet_settings

#: Seconds to wait for a server that does not answer, to be reached and then to reply.
_CONNECT, _REPLY = 3.0, 60.0
#: Seconds to wait for another process that builds the index.
_BUILDING = 600.0
Alone = Callable[[float], AbstractContextManager[None]]


class ChromaServerIndex(ChromaVectorIndex):
    """As ``ChromaVectorIndex``, on the server at ``url``.

    ``store`` gives the id of the records it follows: one server may hold the vectors of several.
    ``alone(patience)`` keeps every other process from changing the index for the length of a
    block, or raises ``StoreBusyError``. Raises ``IndexAwayError`` while no server answers.
    """

    def __init__(self, folder: Path, url: str, store: Callable[[], str], alone: Alone) -> None:
        super().__init__(folder)
        self._url, self._store, self._alone = url, store, alone
        self._found: tuple[str, int, list[Any]] = ("", -1, [])

    @property
    def _mine(self) -> str:
        return f"kb-{self._store()[:12]}"

    def _noted(self) -> tuple[Position | None, dict[str, str]]:
        with self._using, self._mapped_errors():
            held = self._remembered()
            if held is None:
                return None, {}
            try:
                position = Position(**json.loads(held.metadata["position"]))
                notes = {str(k): str(v) for k, v in json.loads(held.metadata["notes"]).items()}
            except (KeyError, ValueError, TypeError, AttributeError):
                return None, {}
            return position, notes

    def _note(self, position: Position, notes: dict[str, str]) -> None:
        values = {"position": json.dumps(asdict(position)), "notes": json.dumps(notes)}
        held = self._remembered()
        if held is None:
            self._connect().create_collection(
                f"{self._mine}-position", metadata=values, embedding_function=None
            )
        else:
            held.modify(metadata=values)

    def _remembered(self) -> Any:
        """The collection that holds nothing but what this index remembers, or None."""
        from chromadb.errors import NotFoundError

        try:
            return self._connect().get_collection(f"{self._mine}-position", embedding_function=None)
        except NotFoundError:
            return None

    @one_at_a_time
    def replace(
        self, documents: Sequence[str], found: Iterable[IndexEntry], position: Position
    ) -> None:
        """See ``DerivedIndex``; left undone where another process has gone as far already."""
        with self._mapped_errors(), self._alone(0):
            at = self.position()
            ahead = at is not None and at.seq >= position.seq
            if at is not None and (at.store, at.model) == (position.store, position.model):
                if not ahead:
                    super().replace(documents, found, position)
                return
        raise DerivedIndexError("the Chroma index was replaced meanwhile; it is built anew")

    @one_at_a_time
    def rebuild(self, found: Iterable[IndexEntry], position: Position) -> None:
        """See ``DerivedIndex``; left undone where another process did it while this one waited."""
        before = self._noted()[1].get("prefix", "")
        with self._mapped_errors(), self._alone(_BUILDING):
            at, notes = self._noted()
            built = notes.get("prefix", "") != before and at is not None
            if built and at is not None and at.seq >= position.seq and at.model == position.model:
                return
            prefix = f"{self._mine}-{uuid.uuid4().hex[:12]}"
            self._add(prefix, found)
            self._note(position, {"prefix": prefix, "deleted": "0"})
            self._drop_all_but(prefix)

    def _drop_all_but(self, prefix: str) -> None:
        """Drop the earlier builds of this index, and what one that was cut short left."""
        keep = (f"{prefix}-", f"{self._mine}-position")
        for name in listed(self._connect()):
            if name.startswith(f"{self._mine}-") and not name.startswith(keep):
                self._connect().delete_collection(name)

    @one_at_a_time
    def search(self, vector: Vectors, k: int, only: SearchFilter) -> list[Hit]:
        """See ``VectorIndex``."""
        try:
            return super().search(vector, k, only)
        except IndexAwayError:
            raise
        except DerivedIndexError:
            # Another process swapped the build under this search: the new one is there by now.
            self._found = ("", -1, [])
            return super().search(vector, k, only)

    def _collections(self, prefix: str) -> list[Any]:
        at = self.position()
        seq = -1 if at is None else at.seq
        if (prefix, seq) != self._found[:2]:
            held = listed(self._connect()) if prefix else []
            mine = [name for name in held if name.startswith(f"{prefix}-")]
            opened = [
                self._connect().get_collection(name, embedding_function=None)
                for name in sorted(mine)
            ]
            self._found = (prefix, seq, opened)
        return self._found[2]

    def let_go(self) -> None:
        """See ``ChromaVectorIndex``: of a server there is nothing to let go of."""

    @one_at_a_time
    def close(self) -> None:
        """Close the connections to the server."""
        sessions = _sessions(self._client)
        super().close()
        for session in sessions:
            session.close()

    def _connect(self) -> Any:
        if self._client is None:
            self._client = _connected(self._url)
        return self._client

    @contextmanager
    def _mapped_errors(self) -> Iterator[None]:
        import httpx
        from chromadb.errors import ChromaError

        try:
            yield
        except httpx.HTTPError as error:
            raise IndexAwayError(
                f"the Chroma server at {self._url} does not answer: {error}"
            ) from error
        except ChromaError as error:
            raise DerivedIndexError(
                f"the index on the Chroma server at {self._url} cannot be used: {error}; "
                "run `vouch reindex`"
            ) from error
        except Exception as error:
            # Chroma's client raises a bare Exception for a reply that is not its server's own,
            # such as that of a proxy whose server is away.
            if type(error) is not Exception:
                raise
            raise IndexAwayError(
                f"the Chroma server at {self._url} does not answer as one: {str(error)[:200]}"
            ) from error


def _connected(url: str) -> Any:
    import chromadb
    import httpx

    parts = urlsplit(url)
    try:
        client = chromadb.HttpClient(
            host=parts.hostname or "",
            port=parts.port or (443 if parts.scheme == "https" else 8000),
            ssl=parts.scheme == "https",
            settings=quiet_settings(),
        )
    except (ValueError, OSError, httpx.HTTPError) as error:
        raise IndexAwayError(
            f"no Chroma server answers at {url}: {error}; start it, or unset CHROMA_URL"
        ) from error
    for session in _sessions(client):
        # It would wait for ever, and offers no setting.
        session.timeout = httpx.Timeout(_REPLY, connect=_CONNECT)
    return client


def _sessions(client: Any) -> list[Any]:
    """The connections of a client, which it neither limits in time nor closes itself."""
    parts = (client, getattr(client, "_admin_client", None))
    found = [getattr(getattr(part, "_server", None), "_session", None) for part in parts]
    return [session for session in found if session is not None]
