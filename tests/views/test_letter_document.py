"""The letter as a document: PDF with the same figures, or what to install to make it."""

import pytest
from django.test import Client

from housing.exports import pdf
from housing.queries.journal import journal_state
from tests.markup import main

DOCUMENT = "/landelijk/2022-1/brief/brief.pdf"
FIGURES = (
    "11.000", "−5.586", "16.586", "12.787", ">71<", "3.728",
    "1.500", "+358", "10.000", "13.728", "2.288", "2.721",
)  # fmt: skip


@pytest.fixture
def document(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that become PDF."""
    made: list[str] = []
    make = pdf._weasyprint
    try:
        make()
    except OSError:
        pytest.skip("pango is not on this machine")

    class Recorder:
        CSS = staticmethod(lambda **options: make().CSS(**options))

        @staticmethod
        def HTML(*, string: str, **options: object) -> object:  # noqa: N802
            made.append(string)
            return make().HTML(string=string, **options)

    monkeypatch.setattr(pdf, "_weasyprint", lambda: Recorder)
    return made


def test_pdf_holds_the_figures(site: Client, document: list[str]) -> None:
    response = site.get(f"{DOCUMENT}?stand=2022-01-07")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="brief-2022-1-2022-01-07.pdf"'
    assert response.content.startswith(b"%PDF-1.")
    (text,) = document
    for figure in FIGURES:
        assert figure in text
    for mark in ("stand per 7 januari 2022", "Demonstratie", "Zuid-Holland"):
        assert mark in text


def test_pdf_prints_the_whole_anchor(site: Client, document: list[str]) -> None:
    site.get(DOCUMENT)
    state = journal_state()
    assert f"{state.seq}:{state.hash}" in document[0]


def test_pdf_without_pango_says_what_to_install(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    response = site.get(f"{DOCUMENT}?stand=2022-01-07")
    assert response.status_code == 503
    content = main(response)
    assert "pango" in content.text
    assert [item.text for item in content.all("code")] == list(pdf.REMEDY)
