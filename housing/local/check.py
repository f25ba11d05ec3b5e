"""`make test`, `make lint`, `make format` and `make lock`: the tools, called the same way everywhere."""

import os
import subprocess
import sys
from collections.abc import Sequence

from housing.local.browser import provide_chromium
from housing.local.places import CHECKOUT
from housing.local.progress import Problem, complain, say
from housing.local.surroundings import surround

PYTHON = sys.executable
IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
LINT = {
    "Style (ruff check)": (PYTHON, "-m", "ruff", "check", "."),
    "Layout (ruff format)": (PYTHON, "-m", "ruff", "format", "--check", "."),
    "Types (mypy)": (PYTHON, "-m", "mypy"),
    "Import contracts (import-linter)": (PYTHON, "-c", IMPORTS),
}
LISTS = ("requirements", "requirements-local", "requirements-dev")


def test(arguments: Sequence[str]) -> int:
    """All tests, or those that the arguments of pytest select."""
    if "not journey" not in arguments:
        os.environ["CHROMIUM"] = provide_chromium()
    return _call(PYTHON, "-m", "pytest", *arguments)


def lint() -> int:
    """Every check, also after one has failed; 1 when any has."""
    # Types of models are read through the settings; nothing is connected to.
    surround("postgres:///none", secret_key="for-lint-only")  # noqa: S106
    failed = []
    for title, command in LINT.items():
        say(f"\n{title}")
        if _call(*command):
            failed.append(title)
    say(f"\nNot in order: {', '.join(failed)}" if failed else "\nAll in order.")
    return 1 if failed else 0


def layout() -> int:
    """Lay out the code, and mend what has one right answer."""
    return _call(PYTHON, "-m", "ruff", "check", "--fix", ".") + _call(PYTHON, "-m", "ruff", "format", ".")


def lock() -> int:
    """The exact versions and hashes that follow from the lists of what is wanted."""
    os.environ["CUSTOM_COMPILE_COMMAND"] = "make lock"
    quiet = [f"--no-emit-{part}" for part in ("index-url", "trusted-host", "find-links", "options")]
    compile_one = (
        PYTHON,
        "-m",
        "piptools",
        "compile",
        "-q",
        "--strip-extras",
        "--allow-unsafe",
        "--generate-hashes",
    )
    return sum(_call(*compile_one, *quiet, f"{name}.in", "-o", f"{name}.txt") for name in LISTS)


def _call(*command: str) -> int:
    return subprocess.run(command, cwd=CHECKOUT, check=False).returncode


def main(arguments: Sequence[str]) -> int:
    """Do what is asked, and say in plain words why when that fails."""
    try:
        match arguments:
            case ["test", *rest]:
                return test(rest)
            case ["lint"]:
                return lint()
            case ["format"]:
                return layout()
            case ["lock"]:
                return lock()
            case _:
                complain((__doc__ or "").strip())
                return 2
    except Problem as problem:
        complain(problem)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
