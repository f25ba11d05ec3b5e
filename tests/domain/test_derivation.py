import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing.domain.derivation import EQUALS, MINUS, PLUS, Derivation, Term


def test_terms_that_add_up():
    derivation = Derivation(
        "nog te huisvesten",
        5,
        (
            Term(PLUS, "taakstelling", 10),
            Term(MINUS, "saldo", -3),
            Term(EQUALS, "opgave", 13),
            Term(MINUS, "gehuisvest", 8),
        ),
    )
    assert derivation.result == 5


@pytest.mark.parametrize(
    "terms",
    [
        (),
        (Term(PLUS, "a", 4),),
        (Term(PLUS, "a", 6), Term(EQUALS, "b", 7), Term(MINUS, "c", 1)),
        (Term("-", "an ASCII hyphen is not a minus", -5),),
    ],
)
def test_terms_that_do_not_add_up(terms):
    with pytest.raises(ValueError, match="opgave"):
        Derivation("opgave", 5, terms)


def test_no_terms_is_zero():
    assert Derivation("niets", 0, ()).terms == ()


def test_signed_shows_one_sign():
    assert Term.signed("correctie", -20) == Term(MINUS, "correctie", 20)
    assert Term.signed("correctie", 20) == Term(PLUS, "correctie", 20)
    assert Term.signed("correctie", 0) == Term(PLUS, "correctie", 0)


@given(st.lists(st.integers(-1_000, 1_000)))
def test_signed_terms_add_up(numbers):
    terms = tuple(Term.signed("x", number) for number in numbers)
    assert Derivation("som", sum(numbers), terms).result == sum(numbers)
    assert all(term.persons >= 0 for term in terms)
    with pytest.raises(ValueError, match="som"):
        Derivation("som", sum(numbers) + 1, terms)
