"""The value of a workbook's cell as the text a reader of the sheet would see."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

_LITERAL = r'(?:"[^"]*"|\\.|\[\$[^\]]*\]|[$€£¥ ()_-])*'
_FORMAT = re.compile(
    rf"^(?P<before>{_LITERAL})(?P<digits>#,##0|0+|#)(?P<decimals>\.[0#]+)?(?P<percent>%)?"
    rf"(?P<after>{_LITERAL})$"
)
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|_.')


def shown(value: Any, number_format: str) -> str:
    """``value`` as text: dates in ISO form, numbers as displayed where their format is simple."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, (int, float)):
        return _number(value, number_format or "General")
    return str(value)


def _number(value: int | float, number_format: str) -> str:
    match = _FORMAT.match(number_format.split(";")[0].strip())
    if match is None or value != value or abs(value) > 1e15:
        return _plain(value)
    number = value * 100 if match["percent"] else value
    text = _digits(number, match["digits"], match["decimals"] or "")
    before, after = _literal(match["before"]), _literal(match["after"])
    return f"{before}{text}{match['percent'] or ''}{after}".strip()


def _digits(number: float, digits: str, decimals: str) -> str:
    places = len(decimals) - 1 if decimals else 0
    text = f"{number:,.{places}f}" if digits == "#,##0" else f"{number:.{places}f}"
    optional = len(decimals) - len(decimals.rstrip("#"))
    for _ in range(optional):
        text = text.removesuffix("0")
    text = text.rstrip(".")
    return text.zfill(len(digits)) if len(digits) > 1 and digits.strip("0") == "" else text


def _literal(text: str) -> str:
    """The characters a format puts around a number."""
    return _QUOTED.sub(lambda m: m[1] or m[2] or m[3] or "", text).replace("_", "")


def _plain(value: int | float) -> str:
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
