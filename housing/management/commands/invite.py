"""`manage.py invite`: the first administrator of a new installation, who invites everybody else."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from housing.domain.roles import Role
from housing.models import Invitation, Membership, User
from housing.queries.areas import Area, registry
from housing.queries.journal import journal_state
from housing.services import accounts


class Command(BaseCommand):
    help = "Nodigt iemand uit, per mail. Voor de eerste accountbeheerder; die nodigt daarna de anderen uit."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, for what, where."""
        parser.add_argument("email", help="e-mailadres van wie u uitnodigt")
        parser.add_argument("--role", default=Role.ADMINISTRATOR.value, choices=[role.value for role in Role])
        parser.add_argument(
            "--area", default="", help="code van de gemeente of provincie, zoals GM0599 of PV28"
        )
        parser.add_argument("--name", default="", help="naam van wie u uitnodigt")
        parser.add_argument(
            "--again", action="store_true", help="ook als er al een uitnodiging open staat: die vervalt"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite, unless that was done already."""
        email, role = options["email"].strip().lower(), Role(options["role"])
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(_("%(email)s is geen e-mailadres.") % {"email": email}) from error
        area = self._area(options["area"])
        if self._is_done(email, role, area) and not options["again"]:
            self.stdout.write(
                _("%(email)s heeft deze rol of uitnodiging al: niets veranderd.") % {"email": email}
            )
            return
        try:
            invitation = accounts.invite(
                by=None, email=email, name=options["name"], role=role, area=area, valid_until=None
            )
        except accounts.AccountError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(email)s is uitgenodigd als %(role)s. De link in de mail werkt tot %(until)s.")
            % {
                "email": email,
                "role": Membership.Role(role.value).label,
                "until": f"{invitation.expires_at:%d-%m-%Y}",
            }
        )

    def _area(self, code: str) -> Area | None:
        """The area with this code."""
        areas = registry(journal_state().reference_version)
        found = areas.municipalities.get(code) or areas.provinces.get(code)
        if code and found is None:
            raise CommandError(
                _(
                    "Er is geen gemeente of provincie met code %(code)s. "
                    "Laad eerst de gebieden: manage.py load_reference."
                )
                % {"code": code}
            )
        return found

    def _is_done(self, email: str, role: Role, area: Area | None) -> bool:
        """Whether the role is held, or an invitation for it waits."""
        state = journal_state()
        where = {
            "role": role.value,
            "municipality": area.code if area and area.province else None,
            "province": area.code if area and not area.province else None,
        }
        waits = Invitation.objects.filter(
            email=email, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=state.now, **where
        )
        person = User.objects.filter(email=email).first()
        held = [m.valid_until for m in Membership.objects.filter(user=person, **where)] if person else []
        return waits.exists() or any(until is None or until >= state.today for until in held)
