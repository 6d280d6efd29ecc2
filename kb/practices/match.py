"""Which subjects of the bank a question asks about, and how like their statements a text is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import numpy as np

from kb.embedding.protocol import Embedder, Vectors
from kb.lexical.analysis import terms
from kb.practices.compiled import STATE, Compiled, load

#: A question less like every one of the bank asks about something else.
_LEAST = 0.42
#: Subjects this much behind the best one are not meant.
_BEHIND = 0.12
_MOST = 3
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Match:
    """A subject a question may be about.

    ``likeness``: cosine of the question and the nearest question of the subject. ``inverse``:
    whether that one asks for the opposite of what the subject states. ``asked``: its words.
    """

    subject: int
    likeness: float
    inverse: bool
    asked: str


@dataclass(frozen=True)
class _Groups:
    """Columns that belong together: ``order`` sorts them by key, ``starts`` is where each begins.

    ``order`` is None where they are sorted as they are.
    """

    keys: np.ndarray
    starts: np.ndarray
    order: np.ndarray | None

    @classmethod
    def of(cls, keys: np.ndarray) -> "_Groups":
        order = np.argsort(keys, kind="stable")
        found, starts = np.unique(keys[order], return_index=True)
        in_order = bool(np.all(order == np.arange(len(order))))
        return cls(found, starts, None if in_order else order)

    def best(self, values: np.ndarray) -> np.ndarray:
        """The largest of each group along the last axis, one a key."""
        if not len(self.keys):
            return values[..., :0]
        in_order = values if self.order is None else values[..., self.order]
        largest: np.ndarray = np.maximum.reduceat(in_order, self.starts, axis=-1)
        return largest


@dataclass(frozen=True)
class Practices:
    """The bank, ready to be asked; without a compiled bank nothing matches."""

    compiled: Compiled | None = None

    @classmethod
    def bundled(cls, embedder: Embedder) -> "Practices":
        """The bank compiled for this model, or an empty one for any other model."""
        held = files("kb.data").joinpath("practices.npz")
        if not held.is_file():
            return cls()
        compiled = load(held.read_bytes())
        return cls(compiled) if compiled.model == str(embedder.fingerprint) else cls()

    def match(self, question: Vectors) -> tuple[Match, ...]:
        """The subjects that ``question`` (a unit vector) may be about, the likeliest first."""
        if self.compiled is None:
            return ()
        near = np.round(self.compiled.vectors @ question, _DECIMALS)
        best = self._best(near)
        found = []
        top = float(best[:, :2].max(initial=0.0))
        for subject in np.argsort(-best.max(axis=1), kind="stable")[:_MOST]:
            ask, inverse, state = (float(one) for one in best[subject])
            likeness = max(ask, inverse, state)
            if likeness < max(_LEAST, top - _BEHIND):
                break
            turned = inverse > max(ask, state)
            found.append(Match(int(subject), likeness, turned, self._text(subject, near)))
        return tuple(found)

    def _best(self, near: np.ndarray) -> np.ndarray:
        """The best of each subject's asks, inverse asks and statements: (subjects, 3)."""
        held = self.compiled
        assert held is not None
        kinds = self._kinds
        best = np.zeros(len(held.ids) * 3, dtype=np.float32)
        best[kinds.keys] = np.maximum(kinds.best(near), 0)
        return best.reshape(-1, 3)

    def _text(self, subject: int, near: np.ndarray) -> str:
        held = self.compiled
        assert held is not None
        own = np.flatnonzero((held.subject == subject) & (held.kind != STATE))
        return held.texts[int(own[np.argmax(near[own])])]

    def statements(self, subject: int) -> Vectors:
        """The vectors of what documents say on ``subject``: shape (statements, dimension)."""
        held = self.compiled
        assert held is not None
        found: Vectors = held.vectors[self._states[subject]]
        return found

    def marks(self, subject: int) -> tuple[str, ...]:
        """The words and phrases that mark ``subject`` in a document."""
        return () if self.compiled is None else self.compiled.terms[subject]

    def knows(self, stems: Sequence[str]) -> bool:
        """Whether all of these are words that askers or documents use."""
        return self.compiled is not None and all(stem in self._vocabulary for stem in stems)

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        held = self.compiled
        assert held is not None
        return frozenset(stem for text in held.texts for stem in terms(text))

    @cached_property
    def _states(self) -> dict[int, np.ndarray]:
        held = self.compiled
        assert held is not None
        return {
            at: np.flatnonzero((held.subject == at) & (held.kind == STATE))
            for at in range(len(held.ids))
        }

    def nearness(self, units: Vectors) -> np.ndarray:
        """How like each subject's statements each text is: shape (texts, subjects), cosines."""
        held = self.compiled
        assert held is not None
        own, statements = self._stated
        best = np.zeros((len(units), len(held.ids)), dtype=np.float32)
        nearest = own.best(np.asarray(units @ statements.T))
        best[:, own.keys] = np.maximum(np.round(nearest, _DECIMALS), 0)
        return best

    @cached_property
    def _kinds(self) -> "_Groups":
        """The texts of each subject and kind."""
        held = self.compiled
        assert held is not None
        return _Groups.of(held.subject.astype(np.intp) * 3 + held.kind)

    @cached_property
    def _stated(self) -> tuple["_Groups", Vectors]:
        """The statements of each subject, and their vectors."""
        held = self.compiled
        assert held is not None
        own = np.flatnonzero(held.kind == STATE)
        vectors: Vectors = held.vectors[own]
        return _Groups.of(held.subject[own].astype(np.intp)), vectors
