"""Which of the text formats a text is: by its own marks, then by its name."""

import codecs
import re

from ingest.formats import Format
from kb.errors import UnsupportedError

__all__ = ["head_text", "text_format"]

_HTML = re.compile(
    r"(?:\s|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)[\s>]", re.I | re.S
)
_XML = re.compile(r"\s*<\?xml\s")
_OSCAL_ROOTS = (
    "catalog|profile|system-security-plan|component-definition|mapping-collection"
    "|assessment-plan|assessment-results|plan-of-action-and-milestones"
)
_OSCAL_JSON = re.compile(
    r'\s*\{\s*(?:"\$schema"\s*:\s*"[^"]*"\s*,\s*)?"(?:' + _OSCAL_ROOTS + r')"\s*:\s*\{'
)
_OSCAL_YAML = re.compile(r"^(?:" + _OSCAL_ROOTS + r"):[ \t]*\r?$", re.M)
_OSCAL_MARK = re.compile(r"\boscal-version\b|\buuid\b")
_LIBRARY_URN = re.compile(r"^urn:[ \t]*['\"]?urn:", re.M)
_REF_ID = re.compile(r"^ref_id:", re.M)
_OBJECTS = re.compile(r"^objects:", re.M)
_OPENCONTROL = re.compile(r"^(?:satisfies|components|certifications|standards):", re.M)
_SCHEMA = re.compile(r"^(?:schema_version|name|documentation_complete):", re.M)
_STANDARD = re.compile(r"^[\w.() -]+:[ \t]*\r?\n(?:[ \t]+\w+:.*\n){0,3}?[ \t]+family:", re.M)
_RECORD = re.compile(r"\s*\{.*\}[ \t]*\r?\n\s*\{")
_PRIVATE = re.compile(r"\s*-----BEGIN (?:PGP MESSAGE|[A-Z ]*PRIVATE KEY)-----")

_ELSEWHERE = (  # texts that other programs write, which read as plain text would be noise
    (re.compile(r"\s*\{\\rtf"), "a rich text file (.rtf)", "save it as .docx"),
    (re.compile(r"\s*%!PS"), "a PostScript file", "export it as PDF"),
    (_PRIVATE, "encrypted or a private key", "decrypt it first, and keep keys out of documents"),
    (re.compile(r"age-encryption\.org/"), "encrypted (age)", "decrypt it first"),
    (
        re.compile(r"(?:[\w-]+:.*\n(?:[ \t].*\n)*+)*?MIME-Version:", re.I),
        "an e-mail or a web archive",
        "save it as .html or .txt",
    ),
)


def head_text(head: bytes) -> str:
    """A file's first bytes as text, good enough to look for ASCII marks in."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    if head[1:4:2] == b"\x00\x00":
        return head.decode("utf-16-le", "replace")
    if head[0:3:2] == b"\x00\x00":
        return head.decode("utf-16-be", "replace")
    return head.decode("latin-1")


def text_format(text: str, name: str, named: Format, *, whole: bool) -> Format:
    """The format of a text that begins with ``text``, in a file called ``name``.

    ``named`` is the format its suffix stands for, ``whole`` whether ``text`` is all of it. Raises
    ``UnsupportedError`` for texts of a known kind that Vouch does not read.
    """
    for pattern, what, hint in _ELSEWHERE:
        if pattern.match(text):
            raise UnsupportedError(f"it is {what}", hint)
    if _HTML.match(text):
        return Format.HTML
    if _OSCAL_JSON.match(text) and _OSCAL_MARK.search(text):
        return Format.OSCAL
    if named is Format.YAML:
        return _yaml_format(text, name.lower(), whole)
    if named in (Format.JSON, Format.JSONL):
        return _json_format(text, named)
    if named in (Format.PDF, Format.DOCX, Format.XLSX, Format.ZIP):
        return _undressed(text)
    if named is Format.UNKNOWN:
        return _unnamed(text, name)
    return named


def _yaml_format(text: str, name: str, whole: bool) -> Format:
    listed = _OBJECTS.search(text) or not whole
    if listed and _LIBRARY_URN.search(text) and _REF_ID.search(text):
        return Format.LIBRARY
    if _OSCAL_YAML.search(text) and _OSCAL_MARK.search(text):
        return Format.OSCAL
    if name.startswith(("component.", "opencontrol.")) or _STANDARD.search(text):
        return Format.OPENCONTROL
    if _OPENCONTROL.search(text) and _SCHEMA.search(text):
        return Format.OPENCONTROL
    return Format.YAML


def _json_format(text: str, named: Format) -> Format:
    """One record a line is JSON Lines, and one array is not, whatever the name says."""
    if _RECORD.match(text):
        return Format.JSONL
    if named is Format.JSONL and text.lstrip().startswith("["):
        return Format.JSON
    return named


def _undressed(text: str) -> Format:
    """A text that is named like a binary format: a download that went wrong, or a renamed file."""
    if _XML.match(text):
        raise UnsupportedError("it is an XML file", "")
    return Format.JSONL if _RECORD.match(text) else Format.TEXT


def _unnamed(text: str, name: str) -> Format:
    """A text with a suffix we do not know is read only where it cannot be program code."""
    if name.lower().endswith(".xls"):
        lines = text.splitlines()[:5]
        if lines and all("\t" in line or "," in line for line in lines):
            return Format.CSV
    return Format.UNKNOWN
