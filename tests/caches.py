"""Forgetting what pages were kept, so that the next one is made anew."""

from django.core.cache import caches


def empty_caches() -> None:
    """Empty every cache: pages, parts of pages, and counts of attempts."""
    for cache in caches.all():
        cache.clear()
