"""Pages as PDF: tagged (PDF/UA) by WeasyPrint, which needs the pango library of the operating system."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

REMEDY = (
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 (Debian, Ubuntu)",
    "brew install pango (macOS)",
)


class PdfUnavailableError(RuntimeError):
    """The libraries that make PDF are not on this machine; `REMEDY` says what to install."""


@cache
def _weasyprint() -> Any:
    """The library, loaded when the first PDF is made: it is large, and pango may be missing."""
    import weasyprint

    return weasyprint


def pdf(html: str) -> bytes:
    """The document as tagged PDF. It fetches nothing: styles come from `static/css/document.css`.

    Raises PdfUnavailableError when pango is missing.
    """
    try:
        library = _weasyprint()
    except OSError as error:
        raise PdfUnavailableError("; ".join(REMEDY)) from error

    def refuse(url: str, *args: object, **kwargs: object) -> dict[str, Any]:
        raise ValueError(f"A document fetches nothing: {url}")

    style = (Path(settings.BASE_DIR) / "static" / "css" / "document.css").read_text(encoding="utf-8")
    document = library.HTML(string=html, url_fetcher=refuse)
    result: bytes = document.write_pdf(
        stylesheets=[library.CSS(string=style, url_fetcher=refuse)], pdf_variant="pdf/ua-1"
    )
    return result
