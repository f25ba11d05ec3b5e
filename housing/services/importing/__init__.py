"""Importing figures from CSV files into the journal; the formats are described in `docs/data-formats.md`."""

from housing.services.importing.files import Imported, import_files
from housing.services.importing.formats import Kind
from housing.services.importing.problems import ImportRefusedError, Problem

__all__ = ["ImportRefusedError", "Imported", "Kind", "Problem", "import_files"]
