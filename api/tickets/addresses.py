"""Where Vouch may connect to: listed hosts alone, at addresses that anyone may reach.

The address is checked that is then connected to (see ``web``), so a name that changes its address
between check and connection gains nothing.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from kb.errors import VouchError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
#: Addresses that carry an IPv4 address (NAT64) without being marked as such.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LONGEST = 2_000
#: Where clouds hand out a machine's credentials; never, whatever the settings say.
_METADATA = (
    ipaddress.ip_network("169.254.0.0/16"),
    ipaddress.ip_network("fe80::/10"),
    ipaddress.ip_network("fd00:ec2::/32"),
    ipaddress.ip_network("100.100.100.200/32"),
    ipaddress.ip_network("168.63.129.16/32"),
)


class RefusedAddressError(VouchError):
    """An address that Vouch does not connect to; the text says why and what to set."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, in the system's order."""
    found: Any = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True)
class Allowed:
    """The hosts that may be connected to; ``private`` those of them that may be inside."""

    hosts: tuple[str, ...]
    private: tuple[str, ...] = ()
    resolver: Resolver = resolve

    def check(self, url: httpx.URL) -> None:
        """Raise ``RefusedAddressError`` for an address that is refused by how it is written."""
        host, port = url.host.lower(), url.port
        if len(str(url)) > _LONGEST:
            raise RefusedAddressError("the address is too long")
        if url.userinfo:
            raise RefusedAddressError(f"{host}: an address must not hold a user or a password")
        inside = _listed(host, port, url.scheme, self.private)
        if url.scheme != "https" and not (inside and url.scheme == "http"):
            raise RefusedAddressError(f"{url.scheme}://{host}: only https:// is spoken")
        if not host or not _listed(host, port, url.scheme, self.hosts):
            raise RefusedAddressError(f"{host or 'no host'} is not on the list of allowed hosts")

    def addresses(self, url: httpx.URL) -> list[str]:
        """The addresses to connect to, all of them checked; raises as ``check`` does."""
        self.check(url)
        host, port = url.host, url.port if url.port is not None else _default_port(url.scheme)
        try:
            found = list(self.resolver(host, port))
        except OSError as error:
            raise httpx.ConnectError(f"{host} has no address: {error}") from error
        inside = _listed(host.lower(), url.port, url.scheme, self.private)
        for text in found:
            refuse(text, host, inside=inside)
        if not found:
            raise httpx.ConnectError(f"{host} has no address")
        return found


def refuse(text: str, host: str, *, inside: bool) -> None:
    """Raise ``RefusedAddressError`` unless an IP address is public, or ``inside`` is allowed."""
    try:
        address = _plain(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError as error:
        raise RefusedAddressError(f"{host} resolves to no IP address") from error
    if any(address in network for network in _METADATA if network.version == address.version):
        raise RefusedAddressError(f"{host} is at {text}, which is never connected to")
    if address.is_unspecified or address.is_multicast:
        raise RefusedAddressError(f"{host} is at {text}, which is no one's address")
    if not address.is_global and not inside:
        raise RefusedAddressError(
            f"{host} is at {text}, inside this network; VOUCH_TICKETS__PRIVATE_HOSTS can allow it"
        )


def _plain(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, else the address."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _listed(host: str, port: int | None, scheme: str, names: Sequence[str]) -> bool:
    return any(_fits(host, port, scheme, name.strip().lower()) for name in names)


def _fits(host: str, port: int | None, scheme: str, name: str) -> bool:
    """Whether a host and port are those of an entry; ``*.`` stands for at least one label."""
    if name.startswith("["):
        pattern, _, listed = name[1:].partition("]")
        listed = listed.removeprefix(":")
    elif name.count(":") > 1:
        pattern, listed = name, ""
    else:
        pattern, _, listed = name.partition(":")
    # A port beside the scheme's own is spoken to only where the list names it.
    asked = _default_port(scheme) if port is None else port
    if asked != (int(listed) if listed.isdecimal() else _default_port(scheme)):
        return False
    if pattern.startswith("*."):
        label = host.removesuffix(pattern[1:])
        return label != host and bool(label) and not _is_address(host)
    return host == pattern


def _default_port(scheme: str) -> int:
    return 80 if scheme == "http" else 443


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
