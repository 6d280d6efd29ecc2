"""Whether two values that are given for the same thing differ."""

import re

from kb.disagreements.report import Kind
from kb.disagreements.stated import Bound, Value

_SAME = 0.04
_GENERIC = frozenset("the of and our a an senior chief head team manager officer owner".split())
#: A period and a deadline are different things, even for one subject.
_APART = (frozenset((Bound.FOR, Bound.MOST)), frozenset((Bound.LEAST, Bound.MOST)),
          frozenset((Bound.AFTER, Bound.MOST)), frozenset((Bound.AFTER, Bound.LEAST)))  # fmt: skip


def comparable(one: Value, two: Value) -> bool:
    """Whether two values are of one sort and may be held against one another."""
    if one.kind is not two.kind or one.of != two.of:
        return False
    return frozenset((one.bound, two.bound)) not in _APART


def differ(one: Value, two: Value) -> bool:
    """Whether two comparable values cannot both hold."""
    if one.kind is Kind.ROLE:
        return _other_role(one.key, two.key)
    if one.amount is None or two.amount is None:
        return one.key != two.key and not _inside(one.key, two.key)
    if _equal(one.amount, two.amount) and _equal(one.low or 0.0, two.low or 0.0):
        return False
    return not (_within(one, two) or _within(two, one))


def _equal(one: float, two: float) -> bool:
    return abs(one - two) <= _SAME * max(abs(one), abs(two), 1e-9)


def _within(bound: Value, exact: Value) -> bool:
    """Whether an exact amount keeps to a bound or lies in a span: "at least 12", "3 to 12"."""
    if bound.amount is None or exact.amount is None:
        return False
    if bound.low is not None and exact.low is None:
        return bound.low <= exact.amount <= bound.amount
    if exact.bound in (Bound.LEAST, Bound.MOST):
        return False
    if bound.bound is Bound.LEAST:
        return exact.amount >= bound.amount
    return bound.bound is Bound.MOST and exact.amount <= bound.amount


def _inside(one: str, two: str) -> bool:
    """Clause 9.2.1 lies in clause 9.2, which is no contradiction."""
    return one.startswith((two + ".", two + "(")) or two.startswith((one + ".", one + "("))


def _other_role(one: str, two: str) -> bool:
    words = [set(re.findall(r"[a-z]+", role)) for role in (one, two)]
    left, right = (w - _GENERIC or w for w in words)
    return not left & right
