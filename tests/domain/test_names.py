"""Sorting and searching names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain.names import search_key, sort_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("'s-Gravenhage", "gravenhage"),
        ("’s-Hertogenbosch", "hertogenbosch"),
        ("'t Zand", "zand"),
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("IJsselstein", "ijsselstein"),
        ("Ĳsselstein", "ijsselstein"),
        ("De Bilt", "de bilt"),
        ("Bergen (NH.)", "bergen (nh.)"),
        ("'s-", "'s-"),
        ("", ""),
    ],
)
def test_sort_key(name: str, key: str) -> None:
    assert sort_key(name) == key


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("s-gravenhage", "'s-Gravenhage"),
        ("GRAVENHAGE", "'s-Gravenhage"),
        ("den  haag ", "Den Haag"),
        ("sudwest", "Súdwest-Fryslân"),
        ("súdwest fryslân", "Súdwest-Fryslân"),
        ("gm0518", "GM0518"),
        ("0518", "GM0518"),
        ("bergen nh", "Bergen (NH.)"),
        ("ijssel", "Capelle aan den IJssel"),
    ],
)
def test_search_key_of_what_is_typed_lies_in_that_of_the_name(typed: str, name: str) -> None:
    assert search_key(typed)
    assert search_key(typed) in search_key(name)


@pytest.mark.parametrize("text", ["", "   ", "'-", "\u0301"])
def test_search_key_of_no_word_is_empty(text: str) -> None:
    assert search_key(text) == ""


@given(st.text())
def test_search_key_of_a_key_is_itself(text: str) -> None:
    key = search_key(text)
    assert search_key(key) == key
    assert key == key.strip()
