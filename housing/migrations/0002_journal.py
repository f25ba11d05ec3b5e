"""The journal's rules in the database: triggers, functions and constraints from `models/sql/journal.sql`."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "models" / "sql"


class Migration(migrations.Migration):
    dependencies = [("housing", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql=(SQL / "journal.sql").read_text(encoding="utf-8"),
            reverse_sql=(SQL / "journal_drop.sql").read_text(encoding="utf-8"),
        )
    ]
