"""Whether one question asks what another one does, strictly: in doubt it does not.

Two questions that lie close in meaning may still want different answers: "at rest" and "in
transit", "employees" and "contractors". So besides the closeness of their vectors, nothing that
either says may be left over: each word must be in the other one, by itself or by a term that means
the same.
"""

from dataclasses import dataclass

from kb.library.forms import alike
from kb.library.reading import Reader, Reading
from kb.text.contrasts import Contrasts
from kb.values import Verdict

#: The least cosine of two questions that may ask the same.
LEAST_CLOSENESS = 0.4


@dataclass(frozen=True)
class Matcher:
    """Compares questions by what they say; the vectors are compared elsewhere."""

    reader: Reader
    contrasts: Contrasts

    def objections(self, held: str, asked: str, verdict: Verdict | None = None) -> tuple[str, ...]:
        """Why what answers ``held`` does not answer ``asked``; empty where it does."""
        one, other = self.reader.read(held), self.reader.read(asked)
        found = [*_form(one, other, verdict), *self._words(one, other, verdict)]
        found += self._roles(one, other)
        for name in (*self.contrasts.clash(held, asked), *self.contrasts.clash(asked, held)):
            found.append(f"speaks of {name}")
        return tuple(dict.fromkeys(found))

    def same(self, held: str, asked: str, verdict: Verdict | None = None) -> bool:
        """Whether what answers ``held`` with this verdict answers ``asked``: no objection at all.

        The same as asking for the objections, the cheap ones first and none after the first.
        """
        one, other = self.reader.read(held), self.reader.read(asked)
        return not (
            self._words(one, other, verdict)
            or _form(one, other, verdict)
            or self._roles(one, other)
            or self.contrasts.clash(held, asked)
            or self.contrasts.clash(asked, held)
        )

    def _words(self, one: Reading, other: Reading, verdict: Verdict | None) -> list[str]:
        extra = one.words - self._covered(one, other) - other.hinted
        missing = other.words - self._covered(other, one) - one.hinted
        if verdict is Verdict.YES:
            extra -= self.reader.vocabulary.stronger
        said = [f"is about {word.strip('_')}" for word in sorted(extra)]
        return said + [f"does not speak of {word.strip('_')}" for word in sorted(missing)]

    def _covered(self, one: Reading, other: Reading) -> frozenset[str]:
        """The words of ``one`` that ``other`` says too, in the same or other words."""
        groups = {term.group for term in other.terms}
        terms = [term.words for term in one.terms if term.group in groups]
        return (one.words & other.words).union(*terms)

    def _roles(self, one: Reading, other: Reading) -> list[str]:
        """Whether the same words stand in other roles: "Do your suppliers audit you?"."""
        shared = one.words & other.words
        found = []
        agents = {one.agent, other.agent}
        outside = agents & self.reader.vocabulary.parties & shared
        if len(agents) > 1 and (outside or agents <= shared):
            found.append("somebody else acts")
        if one.verbs <= shared and other.verbs <= shared and one.verbs and other.verbs:
            found += [] if one.verbs & other.verbs else ["something else is done"]
        if {one.source, other.source} <= shared and one.source != other.source:
            found.append("goes the other way")
        return found


def _form(one: Reading, other: Reading, verdict: Verdict | None) -> list[str]:
    found = []
    if not alike(one.wants, other.wants):
        found.append(f"asks {' and '.join(sorted(one.wants))}")
    differing = one.marks ^ other.marks
    if differing == {"every"} and "every" in one.marks and verdict is Verdict.YES:
        differing = frozenset()  # where all are, "are they?" is answered
    found += [f"differs in {mark!r}" for mark in sorted(differing)]
    return found
