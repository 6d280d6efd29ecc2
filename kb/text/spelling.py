"""British and American spelling: one form to compare words by, and the other form to search for."""

import re
from collections.abc import Mapping

__all__ = ["Spelling", "words_of"]

_WORD = re.compile(r"([^\W_]+)(?:['’]s\b)?")
_ISE = re.compile(r"^(?P<base>\w{3,})is(?P<end>e|ed|es|er|ers|ing|ation|ations|ational)$")
_IZE = re.compile(r"^(?P<base>\w{3,})iz(?P<end>e|ed|es|er|ers|ing|ation|ations|ational)$")
# Words in -ise and -ize that are written in one way everywhere.
_ALWAYS_S = frozenset(
    "advert adv appra appr ar chast circumc compr comprom conc cru dem desp dev disgu enterpr exc"
    " exerc expert franch gu improv inc lia likew merchand otherw parad po pra prec prem prom ra"
    " repr rev superv surpr telev tort treat turquo".split()
)
_ALWAYS_Z = frozenset("caps downs outs overs res rights".split())


def words_of(text: str) -> list[tuple[str, int, int]]:
    """The words of ``text`` in lower case, each with its start and end; marks only part words.

    A possessive ``'s`` is part of its word's place but not of the word.
    """
    return [(match[1].lower(), match.start(), match.end()) for match in _WORD.finditer(text)]


class Spelling:
    """Spelling by rule (-ise and -ize) and by pairs of British and American words."""

    def __init__(self, pairs: Mapping[str, str]) -> None:
        self._american = dict(pairs)
        self._british = {american: british for british, american in pairs.items()}

    def american(self, word: str) -> str:
        """The American form of a word in lower case; the word itself where there is none other."""
        if word in self._american:
            return self._american[word]
        match = _ISE.match(word) if "is" in word else None
        if match is None or (match["base"] in _ALWAYS_S and not match["end"].startswith("ation")):
            return word
        return f"{match['base']}iz{match['end']}"

    def british(self, word: str) -> str:
        """The British form of a word in lower case; the word itself where there is none other."""
        if word in self._british:
            return self._british[word]
        match = _IZE.match(word) if "iz" in word else None
        if match is None or match["base"] in _ALWAYS_Z:
            return word
        return f"{match['base']}is{match['end']}"

    def other(self, word: str) -> str:
        """The word as the other side of the ocean writes it, or ``""`` where both agree."""
        american, british = self.american(word), self.british(word)
        return next((form for form in (american, british) if form != word), "")

    def variants(self, term: str) -> tuple[str, ...]:
        """A term, and the term with all its words in American and in British spelling."""
        words = term.split()
        forms = (term, *(" ".join(map(form, words)) for form in (self.american, self.british)))
        return tuple(dict.fromkeys(forms))

    def key(self, word: str) -> str:
        """The form to compare words by: American, and without the ``s`` of a plural."""
        word = self.american(word)
        if len(word) > 3 and word.endswith("ies"):
            return word[:-3] + "y"
        if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
            return word[:-1]
        return word
