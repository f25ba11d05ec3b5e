"""Steering: closings, exchanges, redivisions, withdrawn publications, uploads and signals."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("housing", "0006_numbering"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlertRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("province_behind", "provincie achter op haar norm"),
                            ("municipality_streak", "gemeente met een reeks achterstanden"),
                            ("month_missing", "maand niet ingediend"),
                        ],
                        max_length=20,
                    ),
                ),
                ("threshold", models.PositiveSmallIntegerField()),
                ("by_mail", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "signaal",
                "verbose_name_plural": "signalen",
                "ordering": ("kind", "threshold", "id"),
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "gevraagd"),
                            ("confirmed", "bevestigd"),
                            ("withdrawn", "ingetrokken"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("remarks", models.TextField(blank=True, default="")),
                ("left_open", models.JSONField(blank=True, default=dict)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "afsluiting",
                "verbose_name_plural": "afsluitingen",
                "ordering": ("-asked_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Exchange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "voorgesteld"),
                            ("booked", "geboekt"),
                            ("withdrawn", "ingetrokken"),
                            ("refused", "afgewezen"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "document",
                    models.CharField(
                        help_text="where the agreement can be found: number, title, date", max_length=200
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_reason", models.TextField(blank=True, default="")),
            ],
            options={
                "verbose_name": "uitruil",
                "verbose_name_plural": "uitruilen",
                "ordering": ("-proposed_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ExchangePart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("persons", models.IntegerField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="ProvinceChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
            ],
            options={
                "ordering": ("date", "municipality"),
            },
        ),
        migrations.CreateModel(
            name="Redivision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(help_text="first day on which it holds")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("merger", "samenvoeging"),
                            ("split", "splitsing"),
                            ("province", "andere provincie"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("entered", "ingevoerd"), ("booked", "geboekt"), ("cancelled", "vervallen")],
                        default="entered",
                        max_length=10,
                    ),
                ),
                ("plan", models.JSONField()),
                ("source", models.CharField(help_text="the act or decree, with its number", max_length=200)),
                ("entered_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "herindeling",
                "verbose_name_plural": "herindelingen",
                "ordering": ("-date", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("targets", "officiële taakstellingen"),
                            ("openings", "officiële beginstanden"),
                            ("municipalities", "gemeenten (CBS)"),
                            ("population", "inwoners (CBS)"),
                        ],
                        max_length=16,
                    ),
                ),
                ("about", models.CharField(blank=True, default="", max_length=20)),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "aangeleverd bestand",
                "verbose_name_plural": "aangeleverde bestanden",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("withdrawn_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "ingetrokken publicatie",
                "verbose_name_plural": "ingetrokken publicaties",
            },
        ),
        migrations.RemoveConstraint(
            model_name="interimtarget",
            name="interim_positive",
        ),
        migrations.AddField(
            model_name="announcement",
            name="exempt",
            field=models.JSONField(
                blank=True, default=list, help_text="codes of municipalities without a target"
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="method",
            field=models.CharField(
                blank=True,
                choices=[
                    ("adams", "delermethode, naar boven afgerond (Adams)"),
                    ("ceiling", "elk aandeel naar boven afgerond (letter van de wet)"),
                    ("largest_remainder", "grootste resten"),
                    ("list", "officiële lijst"),
                ],
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="interimtarget",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="housing.interimtarget",
            ),
        ),
        migrations.AddField(
            model_name="municipality",
            name="entered_at",
            field=models.DateTimeField(
                blank=True,
                help_text="changed on screen since: the reference files no longer change it",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="population",
            name="source",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="publication",
            name="published_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="submitted_note",
            field=models.TextField(blank=True, default=""),
        ),
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
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="interimtarget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("persons__gt", 0), models.Q(("persons", 0), ("replaces__isnull", False)), _connector="OR"
                ),
                name="interim_positive",
            ),
        ),
        migrations.AddField(
            model_name="alertrule",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="alert_rules",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="alertrule",
            name="province",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="housing.province",
            ),
        ),
        migrations.AddField(
            model_name="closing",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="closing",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="closing",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="closings",
                to="housing.targetperiod",
            ),
        ),
        migrations.AddField(
            model_name="closing",
            name="publication",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="closing",
                to="housing.publication",
            ),
        ),
        migrations.AddField(
            model_name="exchange",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="exchange",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exchanges",
                to="housing.targetperiod",
            ),
        ),
        migrations.AddField(
            model_name="exchange",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="exchange",
            name="proposed_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="housing.municipality",
            ),
        ),
        migrations.AddField(
            model_name="exchangepart",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="exchangepart",
            name="exchange",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="housing.exchange"
            ),
        ),
        migrations.AddField(
            model_name="exchangepart",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exchange_parts",
                to="housing.municipality",
            ),
        ),
        migrations.AddField(
            model_name="provincechange",
            name="joined",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="housing.province"
            ),
        ),
        migrations.AddField(
            model_name="provincechange",
            name="left",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="housing.province"
            ),
        ),
        migrations.AddField(
            model_name="provincechange",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="province_changes",
                to="housing.municipality",
            ),
        ),
        migrations.AddField(
            model_name="redivision",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="redivision",
            name="entered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="publication",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawal",
                to="housing.publication",
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="withdrawn_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.UniqueConstraint(
                fields=("owner", "kind", "threshold", "province"), name="alertrule_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("threshold__lte", 400)), name="alertrule_threshold"
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("period",),
                name="closing_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "asked")),
                    models.Q(
                        ("decided_at__isnull", False), ("decided_by__isnull", False), ("state", "withdrawn")
                    ),
                    models.Q(
                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("publication__isnull", False),
                        ("state", "confirmed"),
                    ),
                    _connector="OR",
                ),
                name="closing_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True), ("state", "proposed")),
                    models.Q(
                        models.Q(("state", "proposed"), _negated=True),
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="exchange_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangepart",
            constraint=models.UniqueConstraint(fields=("exchange", "municipality"), name="exchangepart_once"),
        ),
        migrations.AddConstraint(
            model_name="exchangepart",
            constraint=models.CheckConstraint(
                condition=models.Q(("persons", 0), _negated=True), name="exchangepart_not_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangepart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="exchangepart_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="provincechange",
            constraint=models.UniqueConstraint(fields=("municipality", "date"), name="provincechange_once"),
        ),
        migrations.AddConstraint(
            model_name="provincechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("left", models.F("joined")), _negated=True), name="provincechange_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="provincechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("date__day", 1), models.Q(("date__month", 1), ("date__month", 7), _connector="OR")
                ),
                name="provincechange_half_year",
            ),
        ),
    ]
