"""Forgetting what pages were kept, so that the next one is made anew."""

from django.core.cache import caches

from housing.queries.areas import registry
from housing.queries.positions import publications


def empty_caches() -> None:
    """Empty every cache: pages, parts of pages, and counts of attempts."""
    for cache in caches.all():
        cache.clear()


def forget_versions() -> None:
    """Forget what is known by a version number as well: numbers that were rolled back come again."""
    empty_caches()
    registry.cache_clear()
    publications.cache_clear()
