#!/usr/bin/env python
"""Runs Django's and our own management commands: `python manage.py help` lists them.

Works on the database of DATABASE_URL; without one, on the local PostgreSQL of `make run`.
"""

import os
import sys


def main() -> None:
    """Hand the command line to Django with this project's settings."""
    if "DATABASE_URL" not in os.environ:
        from housing.local.__main__ import main as local

        sys.exit(local(["manage", *sys.argv[1:]]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "housing.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
