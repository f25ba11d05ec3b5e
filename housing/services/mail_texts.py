"""Texts of messages: from a template, in the language of the reader; links lead through signing in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape

from housing.models import User


def absolute(path: str) -> str:
    """The full address of a page of this site."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def sign_in_link(path: str) -> str:
    """The full address of the sign-in page, which leads on to `path`: nothing in a mail is shown unasked."""
    return absolute(f"/inloggen/?next={quote(path, safe='/')}")


@dataclass(frozen=True, slots=True)
class Message:
    """What one person is told: the context of the template, for `user` or else an `address`."""

    context: Mapping[str, Any]
    user: User | None = None
    address: str = ""


#: Stands for the reader's name while a message is rendered that several people get.
_NAME = "\ue000"


@dataclass(frozen=True, slots=True)
class _Reader:
    """All that templates know of whom a message is for."""

    name: str


class Rendering:
    """Renders messages from one template; what is the same in several of them is rendered once."""

    def __init__(self, template: str, *, is_demonstration: bool) -> None:
        self._text = _Plain(f"mail/{template}.txt")
        self._footer = _Plain("mail/_footer.txt")
        self._html = _html(f"mail/{template}.html")
        self._common = {
            "site_url": absolute("/"),
            "contact_email": settings.CONTACT_EMAIL,
            "demonstration": is_demonstration,
        }
        self._known: dict[tuple[object, ...], tuple[str, str, str]] = {}

    def message(self, message: Message, unsubscribe: str) -> tuple[str, str, str]:
        """Subject, text and HTML of a message."""
        user, name = message.user, message.user.name if message.user else ""
        language = user.language if user else settings.LANGUAGE_CODE
        alike = (id(message.context), language, user is None, bool(name), unsubscribe)
        if alike not in self._known:
            reader = _Reader(_NAME if name else "") if user else None
            self._known[alike] = self._rendered(message.context, reader, language, unsubscribe)
        subject, text, html = self._known[alike]
        return (
            subject.replace(_NAME, name)[:200],
            text.replace(_NAME, name),
            html.replace(_NAME, escape(name)),
        )

    def _rendered(
        self, given: Mapping[str, Any], reader: _Reader | None, language: str, unsubscribe: str
    ) -> tuple[str, str, str]:
        context = {
            **given,
            **self._common,
            "user": reader,
            "unsubscribe_url": unsubscribe,
            "choices_url": sign_in_link("/account/berichten/") if reader else "",
        }
        with translation.override(language):
            context["LANGUAGE_CODE"] = translation.get_language()
            subject, _, body = self._text.render(context).lstrip().partition("\n")
            context["subject"] = subject = " ".join(subject.split())[:200]
            text = f"{body.strip()}\n\n{self._footer.render(context).strip()}\n"
            text = re.sub(r"\n(\s*\n)+", "\n\n", text)
            html = self._html.render(context) if self._html else ""
        return subject, text, html


def _html(name: str) -> Any:
    """A template in HTML; None where a message is plain text only."""
    try:
        return get_template(name)
    except TemplateDoesNotExist:
        return None


class _Plain:
    """A template of plain text: 's-Hertogenbosch stays what it is."""

    def __init__(self, name: str) -> None:
        self._template = get_template(name).template  # type: ignore[attr-defined]

    def render(self, context: Mapping[str, Any]) -> str:
        """The text that it makes."""
        found: str = self._template.render(Context(dict(context), autoescape=False))
        return found
