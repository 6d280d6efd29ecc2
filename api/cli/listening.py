"""Where ``vouch serve`` listens: on this machine alone, unless everything asks for more."""

import socket
from typing import TYPE_CHECKING

from api.cli.output import tell
from kb.errors import SettingsError

if TYPE_CHECKING:
    from kb.records import Records
    from kb.settings import Settings


def check_remote(host: str, settings: "Settings", records: "Records", *, allowed: bool) -> None:
    """Raise ``SettingsError`` when ``host`` is beyond this machine and nobody saw to it that only
    some may come in, and said so."""
    from api.service.front.hosts import LOOPBACK
    from kb.records import keys

    if host in LOOPBACK:
        return
    with records.read() as connection:
        guarded = any(key.live for key in keys.listing(connection))
    if not guarded and settings.oidc_issuer is None:
        raise SettingsError(
            f"{host} can be reached from other machines, and there is no key to give to anybody: "
            "make one with `vouch keys create NAME`, or set VOUCH_OIDC_ISSUER so that people sign "
            "in; or leave --host at 127.0.0.1"
        )
    if not allowed:
        raise SettingsError(
            f"{host} can be reached from other machines, and what this service sends is not "
            "encrypted: put a proxy with TLS in front, then start it with --allow-remote or "
            "VOUCH_ALLOW_REMOTE=true; or leave --host at 127.0.0.1"
        )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises ``SettingsError`` when the address cannot be had."""
    try:
        kind, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(place[:2], family=kind)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {host}, port {port}: {error.strerror}; "
            "choose another with --port, or stop what uses it"
        ) from error


def announce(listener: socket.socket, settings: "Settings") -> None:
    """Say where the service is and which file holds the key."""
    from api.service.front.hosts import LOOPBACK
    from api.service.keys import KEY_FILE

    host, port = listener.getsockname()[:2]
    tell(
        f"Vouch serves at http://{bracketed(host)}:{port}. "
        f"The key is in {settings.home / KEY_FILE}. Ctrl-C ends it."
    )
    if host not in LOOPBACK:
        tell(
            f"vouch: {host} can be reached from other machines: let only the proxy with TLS reach "
            "it, and set VOUCH_ALLOWED_HOSTS to the name people call it by."
        )


def bracketed(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host}]" if ":" in host else host
