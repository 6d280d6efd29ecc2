"""The digest of a request: the same whatever the pieces, another for any other request."""

from hypothesis import given
from hypothesis import strategies as st

from api.service.front.body_digest import BodyDigest


def digest(pieces: list[bytes], kind: str = "application/json", path: str = "/a") -> str:
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [(b"content-type", kind.encode())],
    }
    taken = BodyDigest(scope)
    for piece in pieces:
        taken.add(piece)
    return taken.hexdigest()


def cut(text: bytes, at: list[int]) -> list[bytes]:
    places = sorted(min(place, len(text)) for place in at)
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=8))
def test_the_pieces_do_not_count(text: bytes, at: list[int]) -> None:
    assert digest(cut(text, at)) == digest([text])


@given(st.binary(max_size=80), st.binary(max_size=80), st.lists(st.integers(0, 250), max_size=8))
def test_nor_does_a_form_s_boundary(first: bytes, second: bytes, at: list[int]) -> None:
    def form(boundary: str) -> tuple[bytes, str]:
        mark = b"--" + boundary.encode()
        body = mark + b"\r\n" + first + b"\r\n" + mark + b"\r\n" + second + b"\r\n" + mark + b"--"
        return body, f"multipart/form-data; boundary={boundary}"

    one, kind = form("boundary-one-00000000")
    other, other_kind = form("the-other-boundary-111111111111")
    assert digest(cut(one, at), kind) == digest([other], other_kind)


def test_everything_else_does() -> None:
    known = {
        digest([b"x"]),
        digest([b"y"]),
        digest([b"x"], path="/b"),
        digest([b"x"], kind="text/plain"),
        digest([b""]),
    }
    assert len(known) == 5
