"""Files that are handed in: kept, found by kind, thrown away when nobody used them."""

from datetime import timedelta

import pytest

from housing.access import NotAllowedError
from housing.models import Upload
from housing.services import uploads
from housing.services.uploads import UploadRefusedError
from tests.cast import Cast

KIND = Upload.Kind.TARGETS


def keep(cast: Cast, name: str = "lijst.csv", content: bytes = b"a;b") -> Upload:
    return uploads.keep(by=cast.manager, kind=KIND, about="2023-1", name=name, content=content)


def test_keep_and_find(cast: Cast) -> None:
    kept = keep(cast)
    found = uploads.find(pk=kept.pk, kind=KIND)
    assert found is not None
    assert found.content == b"a;b"
    assert (found.name, found.about, found.uploaded_by, found.used_at) == (
        "lijst.csv",
        "2023-1",
        cast.manager,
        None,
    )


def test_find_looks_at_the_kind_and_bears_any_number(cast: Cast) -> None:
    kept = keep(cast)
    assert uploads.find(pk=kept.pk, kind=Upload.Kind.OPENINGS) is None
    assert uploads.find(pk=10**30, kind=KIND) is None


@pytest.mark.parametrize("who", ["clerk", "coordinator", "ministry_reader", "administrator", "outsider"])
def test_keep_is_for_managers(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowedError):
        uploads.keep(by=getattr(cast, who), kind=KIND, about="", name="x", content=b"x")


@pytest.mark.parametrize("content", [b"", b"x" * (5 * 1024 * 1024 + 1)])
def test_keep_refuses_nothing_and_too_much(cast: Cast, content: bytes) -> None:
    with pytest.raises(UploadRefusedError):
        keep(cast, content=content)


def test_keep_throws_away_what_nobody_used_for_a_day(cast: Cast) -> None:
    old, used, fresh = keep(cast), keep(cast), keep(cast)
    uploads.mark_used(used)
    Upload.objects.filter(pk__in=[old.pk, used.pk]).update(uploaded_at=fresh.uploaded_at - timedelta(days=2))
    newest = keep(cast)
    assert set(Upload.objects.all()) == {used, fresh, newest}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Mijn map\\lijst.xlsx", "lijst.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\0\n\N{RIGHT-TO-LEFT OVERRIDE}b.csv", "ab.csv"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
        ("\0", "bestand"),
    ],
)
def test_names_are_made_harmless(cast: Cast, given: str, kept: str) -> None:
    assert keep(cast, given).name == kept
