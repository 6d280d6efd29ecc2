"""The check that a reader loses nothing: every word of a file is somewhere in what it gave."""

import re
from collections import Counter
from collections.abc import Iterable

from kb.values import Document
from kb.values.documents import clean_text

_WORD = re.compile(r"\w+")


def words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(clean_text(text)))


def lost_words(source: str, documents: Iterable[Document]) -> Counter[str]:
    """The words of ``source`` that stand in no block, no teaser and no dropped entry."""
    kept: Counter[str] = Counter()
    for document in documents:
        for block in document.blocks:
            kept += words(block.text)
        for entry in document.dropped:
            kept += words(entry.text)
    return words(source) - kept
