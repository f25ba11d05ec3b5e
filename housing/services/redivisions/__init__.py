"""Redivisions: entering them, booking them with all that follows, and what happens on their day."""

from housing.services.redivisions.booking import ChangedError, book, cancel
from housing.services.redivisions.checks import preview
from housing.services.redivisions.due import Done, take_effect
from housing.services.redivisions.entering import enter

__all__ = ["ChangedError", "Done", "book", "cancel", "enter", "preview", "take_effect"]
