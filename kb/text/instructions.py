"""Sentences that give orders to a machine that reads them.

A help, not the defence: such a sentence is not shown to a language model and never quoted to a
person as an answer. What slips through is text like any other, and what a model makes of it has to
pass the same check.
"""

import base64
import binascii
import re
import unicodedata
from functools import lru_cache
from importlib.resources import files


def _patterns() -> list[str]:
    """The lines of ``kb/data/instructions.txt`` that are patterns."""
    text = files("kb.data").joinpath("instructions.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


_PATTERN = re.compile("|".join(f"(?:{one})" for one in _patterns()), re.IGNORECASE | re.DOTALL)
_ENCODED = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_MARKUP = re.compile(
    r"<!--|-->|<\s*/?\s*(?:script|iframe|img|style|object|embed|svg)\b|!\[", re.IGNORECASE
)
#: The control characters of ASCII, dropped.
_CONTROLS = dict.fromkeys((*range(32), 127))
_LOOKALIKES = str.maketrans("аеорсухіјѕАВЕКМНОРСТХ", "aeopcyxijsABEKMHOPCTX")


@lru_cache(maxsize=20_000)
def orders(text: str, *, markup: bool = True) -> bool:
    """Whether ``text`` gives orders to a machine, openly or in a plain disguise.

    ``markup``: whether markup that a reader of the document does not see counts as one.

    Seen through: invisible characters, look-alike letters, full-width forms, base64.
    """
    if markup and _MARKUP.search(text):
        return True
    return any(_PATTERN.search(form) for form in _forms(text))


def _forms(text: str) -> list[str]:
    if text.isascii():
        forms = [text, text.translate(_CONTROLS)]
    else:
        folded = unicodedata.normalize("NFKC", text)
        shown = "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Cc", "Co"))
        hidden = "".join(chr(ord(c) - 0xE0000) for c in text if 0xE0020 <= ord(c) <= 0xE007E)
        forms = [folded, shown, shown.translate(_LOOKALIKES), hidden]
    for found in _ENCODED.findall(text):
        try:
            inside = base64.b64decode(found + "=" * (-len(found) % 4), validate=True)
            forms.append(inside.decode("ascii"))
        except (binascii.Error, UnicodeDecodeError):
            continue
    return [form for form in dict.fromkeys(forms) if form]
