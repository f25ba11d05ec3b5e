"""The rules of steering in the database, from `models/sql/steering.sql`."""

import re
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "models" / "sql"


def before() -> str:
    """What steering.sql makes is dropped; texts are written as journal.sql has them."""
    text = (SQL / "journal.sql").read_text(encoding="utf-8")
    pattern = r"CREATE FUNCTION (journal_text\(p housing_(?:announcement|interimtarget),.*?\n\$\$;)"
    texts = [f"CREATE OR REPLACE FUNCTION {found}" for found in re.findall(pattern, text, re.DOTALL)]
    return "\n".join([(SQL / "steering_drop.sql").read_text(encoding="utf-8"), *texts])


class Migration(migrations.Migration):
    dependencies = [("housing", "0007_steering")]

    operations = [
        migrations.RunSQL(sql=(SQL / "steering.sql").read_text(encoding="utf-8"), reverse_sql=before()),
        # Until now there was one column for the note that was submitted and the one being written.
        migrations.RunSQL(
            sql="UPDATE housing_report SET submitted_note = note WHERE submission > 0 AND note <> ''",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
