"""The rules of reports and events in the database, from `models/sql/reporting.sql`."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "models" / "sql"


class Migration(migrations.Migration):
    dependencies = [("housing", "0003_reports")]

    operations = [
        migrations.RunSQL(
            sql=(SQL / "reporting.sql").read_text(encoding="utf-8"),
            reverse_sql=(SQL / "reporting_drop.sql").read_text(encoding="utf-8"),
        )
    ]
