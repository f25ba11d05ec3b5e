"""The pages of accounts as the tests read them: where they are, what they tell, what they refuse."""

from django.http import HttpResponse

from tests.markup import main

LIST = "/beheer/accounts/"


def told(response: HttpResponse) -> str:
    """The notices on a page."""
    return " ".join(node.text for node in main(response).all("p", class_="notice__text"))


def wrong(response: HttpResponse) -> dict[str, str]:
    """The errors of a refused form by the name of their field."""
    assert response.status_code == 422
    found = {}
    for field in main(response).all("div", class_="utrecht-form-field--invalid"):
        control = next(node for node in field if node.tag in ("input", "select"))
        assert control.attributes["aria-invalid"] == "true"
        error = field.one("p", class_="form-field__error")
        assert error.attributes["id"] in control.attributes["aria-describedby"].split()
        found[control.attributes["name"]] = error.text
    return found
