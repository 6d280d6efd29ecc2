"""The file behind a document: a page as a picture with the quote marked, and the file to save."""

import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.limits import Limits
from ingest.sandbox import ReaderPool
from kb.errors import UnreadableError
from kb.knowledge_base import KnowledgeBase
from tests.ingest.badpdfs import BAD_PDFS

SENTENCE = "Backups are restored as a test every quarter."


def pdf(*pages: str, box: str = "0 0 400 300", turn: int = 0) -> bytes:
    """A PDF with one line a page."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", font]
    kids = []
    for text in pages:
        stream = f"BT /F1 14 Tf 40 200 Td ({text}) Tj ET".encode()
        content = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
        objects.append(content)
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Rotate {turn} /Contents "
            f"{len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(page.encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    made = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return (
        made
        + head
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            len(made),
        )
    )


def upload(client: TestClient, content: bytes, name: str = "backup.pdf") -> str:
    response = client.post("/v1/documents", files={"file": (name, content)})
    assert response.status_code == 200, response.text
    return str(response.json()["document_ids"][0])


def marked(png: bytes) -> tuple[int, tuple[int, int, int, int]]:
    """How many dots are marked, and where: left, top, right, bottom as hundredths."""
    import numpy as np
    from PIL import Image

    dots = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    ys, xs = np.nonzero((dots[..., 0] > 240) & (dots[..., 1] > 200) & (dots[..., 2] < 200))
    if not len(xs):
        return 0, (0, 0, 0, 0)
    high, wide = dots.shape[:2]
    edges = (xs.min() / wide, ys.min() / high, xs.max() / wide, ys.max() / high)
    left, top, right, bottom = (int(100 * edge) for edge in edges)
    return len(xs), (left, top, right, bottom)


def place(client: TestClient, identity: str, words: str) -> dict[str, int]:
    text = client.get(f"/v1/documents/{identity}/text").json()["quote"]
    start = text.index(words)
    return {"start": start, "end": start + len(words)}


@pytest.mark.parametrize(("turn", "expected"), [(0, (10, 29, 79, 34)), (90, (65, 10, 70, 79))])
def test_a_page_is_drawn_with_the_quote_marked(
    client: TestClient, turn: int, expected: tuple[int, int, int, int]
) -> None:
    identity = upload(client, pdf("First page.", SENTENCE, turn=turn))
    params = {"number": 2, **place(client, identity, SENTENCE)}
    response = client.get(f"/v1/documents/{identity}/page", params=params)
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/png"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.headers["x-marks"] == "1"
    dots, where = marked(response.content)
    assert dots > 500
    assert all(abs(found - held) <= 2 for found, held in zip(where, expected, strict=True))
    other = client.get(f"/v1/documents/{identity}/page", params=params | {"number": 1})
    assert other.headers["x-marks"] == "0"
    assert marked(other.content)[0] == 0


def test_what_cannot_be_drawn_says_why(client: TestClient, visitor: TestClient) -> None:
    identity = upload(client, pdf(SENTENCE))
    address = f"/v1/documents/{identity}/page"
    absent = client.get(address, params={"number": 2})
    assert absent.status_code == 422
    assert "1 pages" in absent.json()["detail"]
    assert visitor.get(address, params={"number": 1}).status_code == 404
    outside = client.get(address, params={"number": 1, "start": 0, "end": 10_000})
    assert outside.status_code == 422
    note = upload(client, b"# Note\n\nIt has no pages.\n", "note.md")
    plain = client.get(f"/v1/documents/{note}/page", params={"number": 1})
    assert plain.status_code == 404
    assert "no PDF" in plain.json()["detail"]


def test_only_the_original_of_the_words_shown_is_served(
    client: TestClient, base: KnowledgeBase
) -> None:
    identity = upload(client, pdf(SENTENCE))
    client.patch(f"/v1/documents/{identity}", json={"valid_until": "2031-01-01"})
    address = f"/v1/documents/{identity}/page"
    for version in (1, 2):
        drawn = client.get(address, params={"number": 1, "version": version})
        assert drawn.status_code == 200
    upload(client, pdf("Backups are never restored."))
    earlier = client.get(address, params={"number": 1, "version": 1})
    assert earlier.status_code == 404
    assert "not kept" in earlier.json()["detail"]
    (base.settings.home / "uploads" / "backup.pdf").write_bytes(pdf("Somebody changed it."))
    assert client.get(address, params={"number": 1}).status_code == 404
    listed = client.get("/v1/documents").json()["documents"]
    elsewhere = next(line["id"] for line in listed if line["title"] == "Trust page")
    assert client.get(f"/v1/documents/{elsewhere}/file").status_code == 404


def test_the_file_is_to_be_saved_and_never_shown(client: TestClient) -> None:
    page = b"<html><head><title>Page</title></head><body><p>A page.</p><script>alert(1)</script>"
    identity = upload(client, page, "page.html")
    response = client.get(f"/v1/documents/{identity}/file")
    assert response.content == page
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in response.headers["content-security-policy"]


def test_a_page_without_bounds_stays_small() -> None:
    limits = Limits(seconds=20, memory_mb=600)
    with ReaderPool(limits) as pool:
        for box in ("0 0 14400 14400", "0 0 5 14000", "0 0 1 1"):
            drawn = _drawn(pool, pdf(SENTENCE, box=box))
            assert len(drawn.png) < 200_000


def _drawn(pool: ReaderPool, content: bytes) -> Any:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(content)
        return pool.picture(path, 1, SENTENCE)


@pytest.mark.parametrize("name", sorted(BAD_PDFS))
def test_a_hostile_page_is_drawn_or_refused_within_its_limits(name: str) -> None:
    limits = Limits(seconds=6, memory_mb=600)
    with ReaderPool(limits) as pool:
        try:
            drawn = _drawn(pool, BAD_PDFS[name]())
        except UnreadableError as error:
            assert str(error)  # noqa: PT017 - drawing it is as good as refusing it
        else:
            assert drawn.png.startswith(b"\x89PNG")
        assert _drawn(pool, pdf(SENTENCE)).marks == 1
