"""Finding whom a request's key or token stands for."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy.engine import Connection

from api.service.created_keys import caller_of
from api.service.keys import Caller, Keys
from api.service.oidc import Provider, TokenError
from api.service.roles import Role
from kb.errors import StoreError
from kb.records import Records, people
from kb.records import keys as stored_keys
from kb.records.engine import now
from kb.records.people import Person
from kb.settings import Settings
from kb.values import Audience

#: How often the times of last use are written, in seconds.
_WRITTEN_SECONDS = 15.0
log = structlog.get_logger()


@dataclass
class LastUse:
    """When keys were last used and people last seen, written beside the requests, not in them:
    a request waits for no write of ours."""

    records: Records
    _keys: dict[str, str] = field(default_factory=dict)
    _people: dict[str, str] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def note(self, caller: Caller) -> None:
        """``caller`` is here now."""
        held = {"key": self._keys, "person": self._people}.get(caller.kind)
        if held is not None:
            with self._turn:
                held[caller.id] = now()

    def write(self) -> None:
        """Write what was noted since the last time."""
        with self._turn:
            used, seen = dict(self._keys), dict(self._people)
            self._keys.clear()
            self._people.clear()
        if used or seen:
            with self.records.write() as connection:
                stored_keys.used(connection, used)
                people.seen(connection, seen)

    def start(self) -> None:
        """Write now and then, from a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="last-use", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write the last and end the thread."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        last = False
        while not last:
            last = self._over.wait(_WRITTEN_SECONDS)
            try:
                self.write()
            except StoreError as error:
                log.warning("times of last use were not written", problem=str(error))


@dataclass(frozen=True)
class Callers:
    """Everybody who may call: this process's keys, created keys, and people who sign in."""

    keys: Keys
    settings: Settings
    records: Records
    provider: Provider | None
    last_use: LastUse

    def known(self, token: str) -> Caller | None:
        """Whom one of this process's own keys stands for; touches no records."""
        return self.keys.caller(token)

    def find(self, token: str) -> Caller | None:
        """Whom ``token`` stands for, or None.

        Raises ``TokenError`` for a person's token that is not accepted, ``ProviderError`` when it
        cannot be checked now.
        """
        caller = self.known(token)
        if caller is None:
            is_jwt = self.provider is not None and token.count(".") == 2
            caller = self._person(token) if is_jwt else caller_of(self.records, token)
        if caller is None:
            return None
        self.last_use.note(caller)
        # A group that the settings do not name any more is nobody's.
        return replace(caller, audience=caller.audience.shared(self.settings.top))

    def _person(self, token: str) -> Caller:
        assert self.provider is not None
        claims = self.provider.check(token)
        with self.records.read() as connection:
            person = people.by_subject(connection, self.provider.issuer, claims.subject)
        wanted: dict[str, str] = {}
        if claims.role is not None:
            wanted["role"] = claims.role.value
        wanted |= {"email": claims.email} if claims.email else {}
        wanted |= {"name": claims.name} if claims.name else {}
        if person is None:
            person = self._written(lambda c: self._welcome(c, claims.subject, wanted))
        held = person
        fresh = {name: value for name, value in wanted.items() if getattr(held, name) != value}
        if fresh:
            person = self._written(lambda c: people.change(c, held.id, fresh, "provider"))
        if person.blocked_at:
            raise TokenError("an admin has blocked this person")
        return Caller(person.handle, person.audience, Role(person.role), (), "person", person.id)

    def _welcome(self, connection: Connection, subject: str, wanted: Mapping[str, str]) -> Person:
        assert self.provider is not None
        return people.welcome(
            connection,
            self.provider.issuer,
            subject,
            email=wanted.get("email", ""),
            name=wanted.get("name", ""),
            role=wanted.get("role", self.settings.oidc_default_role),
            audience=Audience(self.settings.oidc_default_audience),
        )

    def _written(self, work: Callable[[Connection], Person]) -> Person:
        with self.records.write() as connection:
            return work(connection)
