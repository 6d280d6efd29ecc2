"""What a file's first bytes say it is, for formats that are not text."""

import struct
import zipfile
from pathlib import Path

from ingest.archives import damage_named
from ingest.formats import Format
from kb.errors import UnreadableError, UnsupportedError

__all__ = ["binary_format", "looks_binary"]

_AS_DOCX = "open it in an office program and save it as .docx"
_AS_XLSX = "open it in an office program and save it as .xlsx"
_AS_PDF = "export it as PDF"
_UNPACK = "unpack it, or pack the files as .zip"
_SCAN = "if it is a scan, run text recognition on it and load the resulting PDF"
_NO_TEXT = "it holds no text to load"

_SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image", _SCAN),
    (0, b"\xff\xd8\xff", "a JPEG image", _SCAN),
    (0, b"GIF87a", "a GIF image", _SCAN),
    (0, b"GIF89a", "a GIF image", _SCAN),
    (0, b"II*\x00", "a TIFF image", _SCAN),
    (0, b"MM\x00*", "a TIFF image", _SCAN),
    (8, b"WEBP", "a WebP image", _SCAN),
    (4, b"ftypheic", "an HEIC image", _SCAN),
    (4, b"ftyp", "a video or audio file", _NO_TEXT),
    (0, b"\x00\x00\x01\x00", "an icon", _NO_TEXT),
    (0, b"BM", "a BMP image", _SCAN),
    (0, b"\x7fELF", "a program", _NO_TEXT),
    (0, b"MZ", "a Windows program", _NO_TEXT),
    (0, b"\xcf\xfa\xed\xfe", "a program", _NO_TEXT),
    (0, b"\xca\xfe\xba\xbe", "a program", _NO_TEXT),
    (0, b"\x00asm", "a program", _NO_TEXT),
    (0, b"ID3", "an audio file", _NO_TEXT),
    (0, b"OggS", "an audio or video file", _NO_TEXT),
    (0, b"fLaC", "an audio file", _NO_TEXT),
    (0, b"RIFF", "an audio or video file", _NO_TEXT),
    (0, b"\x1aE\xdf\xa3", "a video file", _NO_TEXT),
    (0, b"\x1f\x8b", "a gzip archive", _UNPACK),
    (0, b"BZh", "a bzip2 archive", _UNPACK),
    (0, b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (0, b"(\xb5/\xfd", "a zstd archive", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (0, b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (257, b"ustar", "a tar archive", _UNPACK),
    (0, b"SQLite format 3\x00", "a SQLite database", "export its tables as .csv"),
    (0, b"PAR1", "a Parquet table", "export it as .csv"),
    (0, b"Salted__", "encrypted (OpenSSL)", "decrypt it first"),
    (0, b"wOFF", "a font", _NO_TEXT),
    (0, b"wOF2", "a font", _NO_TEXT),
)

_OFFICE_PARTS = (  # content types of an office container's main part
    (b"wordprocessingml.", Format.DOCX),
    (b"ms-word.document.macroEnabled", Format.DOCX),
    (b"ms-word.template.macroEnabled", Format.DOCX),
    (b"ms-excel.sheet.binary", None),
    (b"spreadsheetml.", Format.XLSX),
    (b"ms-excel.sheet.macroEnabled", Format.XLSX),
    (b"ms-excel.template.macroEnabled", Format.XLSX),
)

_PACKED = {  # formats that are zip containers, by the ``mimetype`` member at their start
    b"opendocument.text": ("an OpenDocument text", _AS_DOCX),
    b"opendocument.spreadsheet": ("an OpenDocument spreadsheet", _AS_XLSX),
    b"opendocument": ("an OpenDocument file", _AS_PDF),
    b"epub": ("an e-book", _AS_PDF),
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (  # directory entry, what the file is, what to do; the first that is there counts
    (
        "EncryptedPackage",
        "encrypted: a password is needed to open it",
        "save it without a password",
    ),
    ("WordDocument", "a Word document in the old binary format (.doc)", _AS_DOCX),
    ("Workbook", "an Excel workbook in the old binary format (.xls)", _AS_XLSX),
    ("Book", "an Excel workbook in the old binary format (.xls)", _AS_XLSX),
    ("PowerPoint Document", "a presentation in the old binary format (.ppt)", _AS_PDF),
    ("__properties_version1.0", "an Outlook message", "save it as .html or .txt"),
)
_CONTENT_TYPES_BYTES = 1_000_000


def binary_format(path: Path, head: bytes) -> Format | None:
    """PDF, DOCX, XLSX or ZIP by the first bytes; ``None`` if they are of no binary format known.

    Raises ``UnsupportedError`` for a known format that Vouch does not read, and
    ``UnreadableError`` for an encrypted office file or a damaged container.
    """
    if _is_pdf(head):
        return Format.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _packed_format(path, head)
    if head.startswith(_OLE):
        raise _ole_error(path, head)
    if looks_binary(head):
        for place, signature, what, hint in _SIGNATURES:
            if head.startswith(signature, place):
                raise UnsupportedError(f"it is {what}", hint)
    return None


def looks_binary(head: bytes) -> bool:
    """Whether these bytes are no text: control characters that no encoding of text produces.

    UTF-16 text has a byte order mark or a zero in nearly every other byte, and is text.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return head.startswith(b"\xff\xfe\x00\x00")
    sample = head[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 3 > len(sample) and min(even, odd) * 50 <= len(sample):
        return False
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in sample)
    return control * 50 > len(sample) or head.startswith(_STARTS)


# Short formats whose first kilobytes may hold few control characters.
_STARTS = tuple(s for at, s, _, _ in _SIGNATURES if at == 0 and any(b < 9 or b > 126 for b in s))


def _is_pdf(head: bytes) -> bool:
    """Readers accept the mark anywhere in the first kilobyte; text that only mentions it does not
    count, so past the start something must follow that text would not hold."""
    at = head[:1024].find(b"%PDF-")
    return at == 0 or (
        at > 0
        and (not head[:at].strip(b"\xef\xbb\xbf\r\n\t \x00") or looks_binary(head[at:]))
        and head[at + 5 : at + 6].isdigit()
    )


def _packed_format(path: Path, head: bytes) -> Format:
    if head[30:38] == b"mimetype":
        for mark, (what, hint) in _PACKED.items():
            if mark in head[38:120]:
                raise UnsupportedError(f"it is {what}", hint)
    with damage_named(), zipfile.ZipFile(path) as container:
        if "[Content_Types].xml" not in container.namelist():
            return Format.ZIP
        with container.open("[Content_Types].xml") as part:
            types = part.read(_CONTENT_TYPES_BYTES)
    for mark, kind in _OFFICE_PARTS:
        if mark in types:
            if kind is None:
                raise UnsupportedError("it is a binary Excel workbook (.xlsb)", _AS_XLSX)
            return kind
    if b"presentationml." in types:
        raise UnsupportedError("it is a presentation", _AS_PDF)
    return Format.ZIP


def _ole_error(path: Path, head: bytes) -> UnreadableError:
    """What an OLE compound file is, by the names in its directory ([MS-CFB] 2.2 and 2.6)."""
    shift, first = struct.unpack_from("<H", head, 30)[0], struct.unpack_from("<I", head, 48)[0]
    with path.open("rb") as file:
        file.seek((first + 1) << min(shift, 12))
        directory = file.read(16_384)
    for name, what, hint in _OLE_STREAMS:
        if name.encode("utf-16-le") in directory:
            kind = UnreadableError if name == "EncryptedPackage" else UnsupportedError
            return kind(f"it is {what}", hint)
    return UnsupportedError("it is an office file in an old binary format", _AS_DOCX)
