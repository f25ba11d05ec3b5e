"""Files together: in order, dated, the same bytes each time."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from housing.exports.archive import archive

FILES = [("b.txt", b"twee" * 100), ("a.txt", b"een" * 100)]


def test_archive_holds_the_files_in_order() -> None:
    with ZipFile(BytesIO(archive(FILES, date(2022, 1, 7), stored=["a.txt"]))) as file:
        assert [(info.filename, info.compress_type) for info in file.infolist()] == [
            ("b.txt", ZIP_DEFLATED),
            ("a.txt", ZIP_STORED),
        ]
        assert file.read("b.txt") == b"twee" * 100


def test_same_files_on_the_same_day_give_the_same_bytes() -> None:
    assert archive(FILES, date(2022, 1, 7)) == archive(iter(FILES), date(2022, 1, 7))
    assert archive(FILES, date(2022, 1, 7)) != archive(FILES, date(2022, 1, 8))


def test_day_before_zip_existed_is_its_first_day() -> None:
    with ZipFile(BytesIO(archive(FILES, date(1950, 1, 1)))) as file:
        assert file.infolist()[0].date_time[:3] == (1980, 1, 1)
