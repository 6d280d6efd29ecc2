"""The kinds of files that Vouch tells apart."""

from enum import StrEnum

__all__ = ["Format"]


class Format(StrEnum):
    """What a file is, whatever it is named.

    ``XLSX`` includes workbooks with macros, ``CSV`` other separators. ``YAML`` and ``JSON`` are
    files in those notations that follow none of the schemes Vouch reads.
    """

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    JSONL = "jsonl"
    ZIP = "zip"
    OSCAL = "oscal"
    OPENCONTROL = "opencontrol"
    LIBRARY = "library"
    YAML = "yaml"
    JSON = "json"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """What a person calls such a file: ``PDF``, ``Word document``."""
        return _LABELS[self]

    @property
    def one(self) -> str:
        """The label with its article: ``a PDF``, ``an HTML page``."""
        article = "an" if self.label.startswith(("Excel", "HTML", "OSCAL", "Open")) else "a"
        return f"{article} {self.label}"


_LABELS = {
    Format.PDF: "PDF",
    Format.DOCX: "Word document",
    Format.XLSX: "Excel workbook",
    Format.CSV: "CSV table",
    Format.HTML: "HTML page",
    Format.MARKDOWN: "Markdown file",
    Format.TEXT: "text file",
    Format.JSONL: "JSON Lines file",
    Format.ZIP: "zip archive",
    Format.OSCAL: "OSCAL file",
    Format.OPENCONTROL: "OpenControl file",
    Format.LIBRARY: "framework library",
    Format.YAML: "YAML file",
    Format.JSON: "JSON file",
    Format.UNKNOWN: "file of another kind",
}
