"""Lists of CBS: reading them, showing what differs, and taking over names and inhabitants."""

from housing.services.cbs.booking import CbsChangedError, take_inhabitants, take_names
from housing.services.cbs.municipalities import read_municipalities
from housing.services.cbs.population import InhabitantsFile, read_inhabitants

__all__ = [
    "CbsChangedError",
    "InhabitantsFile",
    "read_inhabitants",
    "read_municipalities",
    "take_inhabitants",
    "take_names",
]
