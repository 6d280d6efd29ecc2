"""Audiences: levels and groups, and who covers whom."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kb.settings import Settings
from kb.values import AUDIENCES, Audience

_GROUPS = ("board", "hr", "legal")
_ANY = st.builds(Audience.base_of, st.integers(0, 2), st.sets(st.sampled_from(_GROUPS)))


def test_groups_may_be_written_in_any_order() -> None:
    assert Audience("internal:legal+board") == "internal:board+legal"
    assert Audience("internal:legal+legal") == "internal:legal"
    assert Audience("nda:legal").base == Audience.NDA
    assert Audience("nda:board+legal").groups == {"board", "legal"}


@pytest.mark.parametrize(
    "wrong",
    ["", "secret", "Internal", "internal:", "internal:Legal", "internal:a b", "internal:-a",
     "internal:a+", ":legal", "internal:legal\n", "internal:a+b+c+d+e+f+g", "internal:" + "a" * 30],
)  # fmt: skip
def test_anything_else_is_refused_and_says_how(wrong: str) -> None:
    with pytest.raises(ValueError, match="use public, nda or internal"):
        Audience(wrong)
    with pytest.raises(ValidationError):
        TypeAdapter(Audience).validate_python(wrong)


def test_a_group_is_no_level() -> None:
    assert not Audience.INTERNAL.covers(Audience("public:legal"))
    assert Audience("public:legal").covers(Audience("public:legal"))
    assert not Audience("public:legal").covers(Audience.NDA)
    assert not Audience("internal:board").covers(Audience("public:board+legal"))


@given(_ANY, _ANY)
def test_what_it_sees_is_what_it_covers(one: Audience, other: Audience) -> None:
    every = {Audience.base_of(n, g) for n, g in product(range(3), _subsets())}
    assert set(one.sees()) == {a for a in every if one.covers(a)}
    assert len(one.sees()) == len(set(one.sees()))
    assert one in one.sees()
    both, common = one.joined(other), one.shared(other)
    assert set(common.sees()) == set(one.sees()) & set(other.sees())
    assert both.covers(one)
    assert both.covers(other)
    assert all(a.covers(both) for a in every if a.covers(one) and a.covers(other))


def _subsets() -> list[list[str]]:
    return [[g for g, bit in zip(_GROUPS, bits, strict=True) if bit] for bits in _BITS]


_BITS = list(product((0, 1), repeat=len(_GROUPS)))


def test_the_settings_name_the_groups() -> None:
    settings = Settings(groups=" legal,board , ")
    assert settings.groups == "board, legal"
    assert settings.top == Audience("internal:board+legal")
    assert settings.sees_all(settings.top)
    assert not settings.sees_all(Audience.INTERNAL)
    assert Settings().sees_all(Audience.INTERNAL)
    with pytest.raises(ValidationError):
        Settings(groups="Legal Team")


def test_levels_are_as_they_were() -> None:
    assert [a.level for a in AUDIENCES] == [0, 1, 2]
    assert Audience.NDA.sees() == (Audience.PUBLIC, Audience.NDA)


@given(_ANY)
def test_it_can_be_told_from_its_name_as_a_file(one: Audience) -> None:
    assert Audience.of_slug(one.slug) == one
    assert not set(one.slug) & set(":+/\\")
