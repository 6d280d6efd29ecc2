"""Which function reads which format, by name, so that a reader is imported when first needed."""

from collections.abc import Mapping

from ingest.formats import Format

__all__ = ["READERS"]

READERS: Mapping[str, str] = {
    Format.PDF: "ingest.readers.pdf:read",
    Format.DOCX: "ingest.readers.docx_:read",
    Format.XLSX: "ingest.readers.xlsx:read",
    Format.CSV: "ingest.readers.csv_:read",
    Format.HTML: "ingest.readers.html:read",
    Format.MARKDOWN: "ingest.readers.markdown:read",
    Format.TEXT: "ingest.readers.text:read",
    Format.JSONL: "ingest.readers.jsonl:read",
    Format.OSCAL: "ingest.readers.oscal:read",
    Format.OPENCONTROL: "ingest.readers.opencontrol:read",
    Format.LIBRARY: "ingest.readers.library:read",
}
