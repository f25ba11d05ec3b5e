"""Mail about what changed in somebody's account; only the names of the kinds change, nothing in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("housing", "0008_steering_rules")]

    operations = [
        migrations.AlterField(
            model_name="mail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("invitation", "uitnodiging"),
                    ("returned", "maand teruggestuurd of heropend"),
                    ("correction", "besluit over een correctie"),
                    ("before_due", "herinnering vóór de uiterste dag"),
                    ("after_due", "herinnering na de uiterste dag"),
                    ("digest", "weekoverzicht voor coördinatoren"),
                    ("target", "taakstelling bekendgemaakt of herzien"),
                    ("exchange", "uitruil voorgesteld, bevestigd of vervallen"),
                    ("closing", "afsluiting van een halfjaar"),
                    ("alert", "signaal"),
                    ("account", "verandering aan een account"),
                ],
                max_length=12,
            ),
        ),
    ]
