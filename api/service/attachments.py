"""Files on their way out: a name that no header and no file system trips over."""

from urllib.parse import quote

from fastapi import Response

from api.service.storing import safe_name

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "md": "text/markdown; charset=utf-8",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attachment(data: bytes, name: str, headers: dict[str, str] | None = None) -> Response:
    """``data`` to be saved as ``name``, never shown in place (source: RFC 6266)."""
    safe = safe_name(name)
    plain = safe.encode("ascii", "replace").decode().replace("?", "_")
    shown = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"
    kind = _TYPES.get(safe.rpartition(".")[2].lower(), "application/octet-stream")
    return Response(
        data,
        media_type=kind,
        headers={"Content-Disposition": shown, **(headers or {})},
    )


def file_response(description: str) -> dict[int | str, dict[str, object]]:
    """The ``responses`` of a route that returns a file, for its description."""
    named = {one.partition(";")[0] for one in _TYPES.values()}
    kinds = sorted({"application/octet-stream", *named})
    return {
        200: {
            "description": description,
            "content": {kind: {"schema": {}} for kind in kinds},
        }
    }
