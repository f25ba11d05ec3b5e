"""`make faults`: try what must never happen, at full size; with `--write` into docs/reliability.md.

Options go through ONLY, as in: make faults ONLY="--trial import --write"
"""

import argparse
import json
import sys

from tests.faults.world import world


def main(arguments: list[str]) -> int:
    """Try, print, and say by the exit code whether everything held."""
    options = _options(arguments)
    with world() as made:
        # Only now: these read the settings.
        from tests.faults.report import as_dict, table, write
        from tests.faults.trials import SIZES, run

        outcomes = []
        for outcome in run(made, SIZES["small" if options.small else "full"], options.trial):
            outcomes.append(outcome)
            if options.write:
                write([outcome])
            sys.stderr.write(f"{outcome.name}: {outcome.found}\n")
    if options.json:
        print(json.dumps([as_dict(outcome) for outcome in outcomes]))
    else:
        print(table(outcomes))
    return 0 if all(outcome.held for outcome in outcomes) else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='make faults ONLY="…"', description=__doc__)
    parser.add_argument("--small", action="store_true", help="a few rounds of each: half a minute")
    parser.add_argument("--trial", action="append", default=[], help="this one only; may be repeated")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    options = parser.parse_args(arguments)
    if options.write and options.small:
        parser.error("--write is for full size.")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
