"""Where Vouch connects to: nothing outside the list, and nothing inside the network."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from api.tickets.addresses import Allowed, RefusedAddressError, refuse
from api.tickets.web import DeliveryError, Pinned, Web

PUBLIC = "93.184.215.14"
HOSTS = ("hooks.example.com", "*.files.example.com", "api.example.com:8443")
#: Addresses that are not on the list, or are written to look as if they were.
REFUSED_BY_FORM = [
    "http://hooks.example.com/",
    "ftp://hooks.example.com/",
    "file:///etc/passwd",
    "gopher://hooks.example.com/",
    "ws://hooks.example.com/",
    "HTTP://hooks.example.com",
    "//hooks.example.com/",
    "hooks.example.com/",
    "/v1/ask",
    "",
    "javascript:alert(1)",
    "data:text/plain,x",
    "https:///path",
    "https://",
    "https://hooks.example.com:444/",
    "https://hooks.example.com:80/",
    "https://hooks.example.com:22/",
    "https://hooks.example.com:0/",
    "https://api.example.com/",
    "https://api.example.com:443/",
    "https://user@hooks.example.com/",
    "https://user:pass@hooks.example.com/",
    "https://hooks.example.com@evil.example/",
    "https://hooks.example.com:443@evil.example/",
    "https://hooks.example.com%40evil.example/",
    "https://evil.example/#hooks.example.com",
    "https://evil.example/?hooks.example.com",
    "https://evil.example/hooks.example.com",
    "https://hooks.example.com.evil.example/",
    "https://evilhooks.example.com/",
    "https://hooks.example.comevil/",
    "https://hooks-example.com/",
    "https://example.com/",
    "https://files.example.com/",
    "https://.files.example.com/",
    "https://evilfiles.example.com/",
    "https://a.files.example.com.evil.example/",
    "https://hooks.example.com./",
    "https://hooks.example.com\\@evil.example/",
    "https://evil.example\\hooks.example.com/",
    "https://hooks.example.com%00.evil.example/",
    "https://hooks.example.com%2eevil.example/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost.localdomain/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://127.255.255.254/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://0/",
    "https://0.0.0.0/",
    "https://[::]/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[ff02::1]/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.0.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0xA9FEA9FE/",
    "https://2852039166/",
    "https://0251.0376.0251.0376/",
    "https://[::ffff:169.254.169.254]/",
    "https://metadata.google.internal/",
    "https://metadata/",
    "https://instance-data/",
    "https://100.100.100.200/",
    "https://168.63.129.16/",
    "https://192.0.2.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://127.0.0.1.nip.io/",
    "https://kubernetes.default.svc/",
    "https://host.docker.internal/",
    "https://①②⑦.⓪.⓪.①/",
    "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "https://127。0。0。1/",
    "https://hooks.еxample.com/",
    "https://hooks.example.com\u3002evil.example/",
    "https://hooks.example.com\r\nHost: evil.example/",
    "https://hooks.example.com\t.evil.example/",
    "https:/hooks.example.com/",
    "https:\\\\hooks.example.com/",
    "https://" + "a" * 3000 + ".example.com/",
]


class Nowhere(httpx.BaseTransport):
    """The network, where every connection counts."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request.url.host)
        return httpx.Response(200, json={})


def web(resolver: object = None, private: tuple[str, ...] = ()) -> tuple[Web, Nowhere]:
    network = Nowhere()
    allowed = Allowed(HOSTS, private, resolver or (lambda host, port: [PUBLIC]))  # type: ignore[arg-type]
    return Web(allowed, 5.0, network), network


def test_there_are_about_a_hundred_of_them() -> None:
    assert len(set(REFUSED_BY_FORM)) >= 100


@pytest.mark.parametrize("url", REFUSED_BY_FORM, ids=lambda url: repr(url)[:60])
def test_no_connection_leaves_the_list(url: str) -> None:
    out, network = web()

    with pytest.raises((RefusedAddressError, DeliveryError)):
        out.send("GET", url)
    assert network.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/a?b=c",
        "https://HOOKS.example.com:443/",
        "https://a.files.example.com/",
        "https://a.b.files.example.com/",
        "https://api.example.com:8443/x",
    ],
)
def test_what_is_listed_is_reached_at_the_checked_address(url: str) -> None:
    out, network = web()

    assert out.send("GET", url).status == 200
    assert network.seen == [PUBLIC]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.20.1.1", "192.168.1.1", "100.64.1.1", "0.0.0.0",
        "169.254.169.254", "169.254.1.1", "192.0.2.5", "198.18.1.1", "224.0.0.5", "240.0.0.1",
        "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::7f00:1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1",
        "2001:0:7f00:1::80ff:fffe", "100.100.100.200", "168.63.129.16", "not an address",
    ],
)  # fmt: skip
def test_a_listed_name_that_leads_inside_is_refused(address: str) -> None:
    out, network = web(lambda host, port: [address])

    with pytest.raises(RefusedAddressError):
        out.send("GET", "https://hooks.example.com/")
    assert network.seen == []


def test_one_inside_address_among_others_is_enough_to_refuse() -> None:
    out, network = web(lambda host, port: [PUBLIC, "10.0.0.1"])

    with pytest.raises(RefusedAddressError):
        out.send("GET", "https://hooks.example.com/")
    assert network.seen == []


def test_a_name_that_changes_its_address_is_asked_once_and_connected_to_as_checked() -> None:
    answers: Iterator[list[str]] = iter([[PUBLIC], ["127.0.0.1"]])
    out, network = web(lambda host, port: next(answers))

    out.send("GET", "https://hooks.example.com/")

    assert network.seen == [PUBLIC]
    assert next(answers) == ["127.0.0.1"], "the name was resolved a second time"


def test_the_certificate_and_the_host_header_are_those_of_the_name() -> None:
    seen: list[httpx.Request] = []

    def take(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    allowed = Allowed(HOSTS, (), lambda host, port: [PUBLIC])
    Web(allowed, 5.0, httpx.MockTransport(take)).send("GET", "https://hooks.example.com/x")

    assert seen[0].url.host == PUBLIC
    assert seen[0].headers["Host"] == "hooks.example.com"
    assert seen[0].extensions["sni_hostname"] == "hooks.example.com"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    seen: list[str] = []

    def send_on(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(status, headers={"Location": "https://hooks.example.com/other"})

    allowed = Allowed(HOSTS, (), lambda host, port: [PUBLIC])
    with pytest.raises(DeliveryError, match="not followed") as raised:
        Web(allowed, 5.0, httpx.MockTransport(send_on)).send("POST", "https://hooks.example.com/")
    assert len(seen) == 1
    assert not raised.value.again


def test_an_inside_host_is_reached_only_where_the_settings_name_it() -> None:
    inside = ("jira.corp.example",)
    allowed = Allowed(inside, inside, lambda host, port: ["10.0.0.7"])
    network = Nowhere()

    Web(allowed, 5.0, network).send("GET", "http://jira.corp.example/")

    assert network.seen == ["10.0.0.7"]
    for metadata in ("169.254.169.254", "fd00:ec2::254", "::ffff:169.254.169.254"):
        with pytest.raises(RefusedAddressError, match="never"):
            refuse(metadata, "jira.corp.example", inside=True)


def test_a_private_host_that_is_not_on_the_list_stays_refused() -> None:
    out, network = web(private=("intranet.example",))

    with pytest.raises(RefusedAddressError):
        out.send("GET", "http://intranet.example/")
    assert network.seen == []


def test_a_host_without_an_address_may_have_one_later() -> None:
    def fail(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    out, _ = web(fail)

    with pytest.raises(DeliveryError) as raised:
        out.send("GET", "https://hooks.example.com/")
    assert raised.value.again


def test_the_next_address_is_tried_where_one_takes_no_connection() -> None:
    tried: list[str] = []

    def take(request: httpx.Request) -> httpx.Response:
        tried.append(request.url.host)
        if len(tried) == 1:
            raise httpx.ConnectError("refused")
        return httpx.Response(200)

    allowed = Allowed(HOSTS, (), lambda host, port: [PUBLIC, "93.184.215.15"])
    Web(allowed, 5.0, httpx.MockTransport(take)).send("GET", "https://hooks.example.com/")

    assert tried == [PUBLIC, "93.184.215.15"]


def test_a_reply_that_is_too_large_is_cut_off() -> None:
    allowed = Allowed(HOSTS, (), lambda host, port: [PUBLIC])
    out = Web(allowed, 5.0, httpx.MockTransport(lambda r: httpx.Response(200, content=b"x" * 99)))

    assert out.send("GET", "https://hooks.example.com/", most=99).content == b"x" * 99
    with pytest.raises(DeliveryError, match="larger"):
        out.send("GET", "https://hooks.example.com/", most=98)


@pytest.mark.parametrize(
    ("status", "told", "again", "wait"),
    [
        (429, {"Retry-After": "7"}, True, 7.0),
        (503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, True, 0.0),
        (503, {"Retry-After": "soon"}, True, None),
        (429, {"Retry-After": "99999999"}, True, 3_600.0),
        (500, {}, True, None),
        (400, {"Retry-After": "7"}, False, None),
        (401, {}, False, None),
        (404, {}, False, None),
    ],
)
def test_what_a_later_attempt_may_mend(
    status: int, told: dict[str, str], again: bool, wait: float | None
) -> None:
    allowed = Allowed(HOSTS, (), lambda host, port: [PUBLIC])
    reply = httpx.MockTransport(lambda r: httpx.Response(status, headers=told))

    with pytest.raises(DeliveryError) as raised:
        Web(allowed, 5.0, reply).send("GET", "https://hooks.example.com/")

    assert (raised.value.again, raised.value.wait) == (again, wait)


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    network = Nowhere()
    transport = Pinned(Allowed(HOSTS, (), lambda host, port: [PUBLIC]), network)

    with httpx.Client(transport=transport, trust_env=False) as client:
        client.get("https://hooks.example.com/")

    assert network.seen == [PUBLIC]
