"""What one file may cost before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for reading one file; each is a setting of the same name (``limits.…``).

    ``file_bytes``: size on disk. ``pages``: pages of a PDF. ``cells``: cells of a workbook or
    table file. ``characters``: text a file may yield. ``records``: documents one file may yield.
    ``archive_members``, ``archive_bytes``, ``archive_ratio``: files, total bytes and expansion
    (unpacked : packed) of a zip container, whether an archive or a DOCX/XLSX. ``seconds``:
    wall-clock time. ``memory_mb``: address space of the reading process above its start.
    """

    file_bytes: int = 200_000_000
    pages: int = 5_000
    cells: int = 2_000_000
    characters: int = 50_000_000
    records: int = 200_000
    archive_members: int = 10_000
    archive_bytes: int = 1_000_000_000
    archive_ratio: int = 200
    seconds: float = 60.0
    memory_mb: int = 1_500
