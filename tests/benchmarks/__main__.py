"""`make benchmark`: measure, print the tables, and with `--write` put them into docs/performance.md.

Options go through ONLY, as in: make benchmark ONLY="--rounds 15 --write"
"""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

ROUNDS = 25


def main(arguments: list[str]) -> int:
    """Measure and print."""
    options = _options(arguments)
    if "DATABASE_URL" not in os.environ:
        sys.stderr.write("Start this by `make benchmark`, or set DATABASE_URL and SECRET_KEY.\n")
        return 2
    with ExitStack() as stack:
        _prepare(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        # Only now: these read the settings.
        from tests.benchmarks.running import run
        from tests.benchmarks.tables import write

        parts = run(options.rounds, is_large=not options.small)
        print("\n\n".join(parts.values()))
        if options.write:
            write(parts)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='make benchmark ONLY="…"', description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"measurements of each ({ROUNDS})")
    parser.add_argument("--small", action="store_true", help="today's journal only: a minute")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    options = parser.parse_args(arguments)
    if options.small and options.write:
        parser.error("--small has no tables of growth to write.")
    return options


def _prepare(folder: Path) -> None:
    """Start Django with the settings of production and its static files, collected as for production."""
    import django
    from django.core.management import call_command

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    os.environ["STATIC_ROOT"] = str(folder)
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
