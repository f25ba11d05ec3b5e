"""The Chromium that drives the journeys: found, installed, or told how to get."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from housing.local.progress import Problem, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = ("Chromium", "Google Chrome")
HOW = (
    "The journeys need Chromium or Chrome, and none was found. Install it, or name it in CHROMIUM:\n"
    "  Debian        sudo apt-get install chromium\n"
    "  macOS         brew install --cask chromium\n"
    "  elsewhere     .venv/bin/python -m playwright install --with-deps chromium\n"
    "Without a browser, all other tests: make test ONLY=\"-m 'not journey'\""
)


def find_chromium() -> str | None:
    """The path of a Chromium on this machine: CHROMIUM, then the usual names, then Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    bundles = [Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in ON_MACOS]
    kept = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"
    bundles += sorted(kept.glob("chromium-*/chrome-linux*/chrome"))
    bundles += sorted(kept.glob("chromium-*/chrome-mac*/*.app/Contents/MacOS/*"))
    return next((str(path) for path in bundles if path.exists()), None)


def provide_chromium() -> str:
    """The path of Chromium; as root on Debian it is installed when it is missing."""
    if found := find_chromium():
        return found
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        with step("Installing Chromium"):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
            environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(["apt-get", "update", "-q"], env=environment, **quiet)  # type: ignore[call-overload]
            subprocess.run(  # type: ignore[call-overload]
                ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"],
                env=environment,
                **quiet,
            )
        if found := find_chromium():
            return found
    raise Problem(HOW)
