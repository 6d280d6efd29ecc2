"""Where in an answer each citation's mark goes: right after the words it quotes."""

from collections.abc import Sequence

from vouch_client.models import Citation


def placed(answer: str, citations: Sequence[Citation]) -> list[tuple[int, int]]:
    """``(position, number)`` for each citation, in order of position; numbers count from 1.

    A citation whose words cannot be found in the answer (written in other words) is marked at the
    answer's end.
    """
    found = []
    at = 0
    for number, citation in enumerate(citations, start=1):
        end = _end_of(answer, citation.quote, at)
        if end is None:
            end = len(answer)
        else:
            at = end
        found.append((end, number))
    return sorted(found)


def _end_of(answer: str, quote: str, at: int) -> int | None:
    """Where the words of ``quote`` end in ``answer``, looking from ``at`` on, else from its start.

    A table row stands in an answer with bars or column names between its cells, so the cells are
    looked for one after the other. A full stop that follows belongs to the words.
    """
    cells = [cell for cell in quote.split("\t") if cell.strip()]
    for begin in (at, 0) if at else (0,):
        end: int | None = begin
        for cell in cells:
            place = answer.find(cell, end)
            end = None if place < 0 else place + len(cell)
            if end is None:
                break
        if end is not None and cells:
            return end + (answer[end : end + 1] in (".", ";", "…") and answer[end : end + 1] != "")
    return None
