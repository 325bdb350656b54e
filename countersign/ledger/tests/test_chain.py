"""What the arithmetic promises whatever it is given, and that the stand-alone verifier reckons the same."""

import json
import secrets

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countersign.ledger import chain, verifier
from countersign.ledger.canonical import canonical

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine all is slow
leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


@patient
@given(values)
def test_one_value_has_one_text_in_both_programs(value: object) -> None:
    text = canonical(value)

    assert json.loads(text) == value
    assert verifier.canonical(json.loads(text)) == text


def test_the_text_is_that_of_rfc_8785() -> None:
    # From section 3.2.3: sorted by UTF-16 code units, controls escaped the short way, the rest as it is.
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": '\u000f\n"\\/\u007f'}

    assert canonical(value) == (
        '{"\\r":2,"1":4,"\u0080":6,"\u00f6":"\\u000f\\n\\"\\\\/\u007f","\u20ac":1,"\U0001f600":5,"\ufb33":3}'
    )


@pytest.mark.parametrize("value", [1.5, b"x", {1: "x"}, {"x"}, 2**53, float("nan")])
def test_what_has_no_one_text_is_not_kept(value: object) -> None:
    with pytest.raises(TypeError, match="The ledger keeps"):
        canonical(value)


@patient
@given(leaves, st.data())
def test_every_leaf_is_shown_to_be_in_its_tree(tree: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(tree) - 1))
    root, path = chain.merkle_root(tree), chain.inclusion_path(tree, index)

    assert chain.root_from_path(tree[index], index, len(tree), path) == root
    assert verifier.root_by_path(tree[index], index, len(tree), path) == root
    assert verifier.tree_root(tree) == root == defined_root(tree)


@patient
@given(leaves, st.data())
def test_no_other_leaf_place_or_path_is(tree: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(tree) - 1))
    root, path = chain.merkle_root(tree), chain.inclusion_path(tree, index)
    other = data.draw(st.binary(max_size=8).filter(lambda each: each != tree[index]))

    assert chain.root_from_path(other, index, len(tree), path) != root
    assert chain.root_from_path(tree[index], index, len(tree), [*path, secrets.token_bytes(32)]) != root
    assert chain.root_from_path(tree[index], len(tree), len(tree), path) is None
    if path:
        assert chain.root_from_path(tree[index], index, len(tree), path[:-1]) != root
        assert chain.root_from_path(tree[index], index, len(tree), [path[0][::-1], *path[1:]]) != root


@patient
@given(st.text(), st.text())
def test_a_personal_value_is_bound_to_its_salt_and_name(name: str, value: str) -> None:
    salt = chain.new_salt()
    hidden = chain.commitment(salt, "name", value.encode("utf-8", "replace").decode())

    assert hidden != chain.commitment(chain.new_salt(), "name", value.encode("utf-8", "replace").decode())
    assert hidden != chain.commitment(salt, "email", value.encode("utf-8", "replace").decode())


def defined_root(tree: list[bytes]) -> bytes:
    """Return the root by the words of RFC 9162, section 2.1.1."""
    if len(tree) == 1:
        return chain.leaf_hash(tree[0])
    half = 1
    while half * 2 < len(tree):
        half *= 2
    return chain.node_hash(defined_root(tree[:half]), defined_root(tree[half:]))
