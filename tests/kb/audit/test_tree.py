"""The Merkle tree against RFC 6962's definitions, word for word."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.audit import tree

#: The leaves and heads of the certificate-transparency project's reference tests.
LEAVES = [bytes.fromhex(h) for h in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
HEADS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def head(leaves: list[bytes]) -> bytes:
    """MTH of section 2.1, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + head(leaves[:k]) + head(leaves[k:])).digest()


class Grown:
    """A tree that grows leaf by leaf and keeps only complete subtrees."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.most = 0
        for size, data in enumerate(leaves):
            leaf = tree.leaf_hash(data)
            made = tree.grown(self.node, size, leaf)
            self.nodes[(0, size)] = leaf
            self.nodes |= {(level, number): found for level, number, found in made}
            self.most = max(self.most, len(made))

    def node(self, level: int, number: int) -> bytes:
        return self.nodes[(level, number)]


def test_the_heads_are_those_of_the_reference() -> None:
    grown = Grown(LEAVES)
    assert [tree.root(grown.node, n).hex() for n in range(1, 9)] == HEADS
    assert tree.root(grown.node, 0) == hashlib.sha256(b"").digest()


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70), st.data())
def test_heads_and_proofs_of_any_tree(leaves: list[bytes], data: st.DataObject) -> None:
    grown = Grown(leaves)
    size = data.draw(st.integers(1, len(leaves)))
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size))
    whole, before = head(leaves[:size]), head(leaves[:first])

    assert tree.root(grown.node, size) == whole
    assert grown.most <= len(leaves).bit_length()
    path = tree.inclusion(grown.node, index, size)
    leaf = tree.leaf_hash(leaves[index])
    assert tree.is_included(leaf, index, size, path, whole)
    assert not tree.is_included(tree.leaf_hash(b"another leaf"), index, size, path, whole)
    assert not tree.is_included(leaf, index, size, [*path, whole], whole)
    assert not tree.is_included(leaf, size, size, path, whole)
    proof = tree.consistency(grown.node, first, size)
    assert tree.is_consistent(first, size, proof, before, whole)
    assert not tree.is_consistent(first, size, proof, hashlib.sha256(before).digest(), whole)
    assert not tree.is_consistent(first, size, proof, before, hashlib.sha256(whole).digest())


@pytest.mark.parametrize("proof", [[], [b"\x00" * 32], [b"\x00" * 32] * 9])
def test_a_made_up_proof_shows_nothing(proof: list[bytes]) -> None:
    assert not tree.is_consistent(3, 7, proof, b"a" * 32, b"b" * 32)
    assert not tree.is_included(b"a" * 32, 2, 7, proof, b"b" * 32)
    assert not tree.is_consistent(7, 3, proof, b"a" * 32, b"b" * 32)
