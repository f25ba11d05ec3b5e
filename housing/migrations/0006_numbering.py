"""Numbering that stays quick after a large load was rolled back, from `models/sql/numbering.sql`."""

import re
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "models" / "sql"


def before() -> str:
    """The function as journal.sql makes it, and the others without the setting."""
    text = (SQL / "journal.sql").read_text(encoding="utf-8")
    found = re.search(r"CREATE FUNCTION (journal_number\(\).*?\n\$\$;)", text, re.DOTALL)
    assert found
    altered = re.findall(r"ALTER FUNCTION (\w+\(\)) SET", (SQL / "numbering.sql").read_text(encoding="utf-8"))
    resets = [f"ALTER FUNCTION {name} RESET enable_seqscan;" for name in altered]
    return "\n".join([f"CREATE OR REPLACE FUNCTION {found[1]}", *resets])


class Migration(migrations.Migration):
    dependencies = [("housing", "0005_memberships_confirmed")]

    operations = [
        migrations.RunSQL(sql=(SQL / "numbering.sql").read_text(encoding="utf-8"), reverse_sql=before())
    ]
