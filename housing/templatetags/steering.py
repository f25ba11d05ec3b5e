"""Template filters of the ministry's pages: methods and people in words."""

from django import template

from housing.forms.targets import method_word as word_of_method
from housing.queries.events import Person
from housing.views.event_words import name_of

register = template.Library()


@register.filter
def method_word(method: str) -> str:
    """How targets were shared out; a dash where it was not recorded."""
    return word_of_method(method)


@register.filter
def person_name(person: Person | None) -> str:
    """Who it was."""
    return name_of(person)
