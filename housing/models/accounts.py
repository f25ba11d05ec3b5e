"""People who sign in, and the roles that they hold."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from housing.models.areas import Municipality, Province


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the e-mail address is the name of the account and is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account; without a password it cannot sign in with one."""
        if not email:
            raise ValueError("Een account heeft een e-mailadres nodig.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account that may use the technical administration pages."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in does not depend on capitals."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What a person may do follows from memberships, never from this row."""

    email = models.EmailField(_("e-mailadres"), unique=True)
    name = models.CharField(_("naam"), max_length=120, blank=True)
    phone = models.CharField(_("telefoonnummer"), max_length=30, blank=True)
    language = models.CharField(
        _("taal"), max_length=2, choices=(("nl", "Nederlands"), ("en", "English")), default="nl"
    )
    mail_before_due = models.BooleanField(_("herinnering vóór de uiterste dag"), default=True)
    mail_after_due = models.BooleanField(_("herinnering na de uiterste dag"), default=True)
    mail_digest = models.BooleanField(_("weekoverzicht voor coördinatoren"), default=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="may open the technical administration pages")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("gebruiker")
        verbose_name_plural = _("gebruikers")

    def __str__(self) -> str:
        return self.name or self.email


#: A role of a municipality names one, a role of a province names one, the others neither.
AREA_FITS_ROLE = (
    Q(role__startswith="municipality_", municipality__isnull=False, province__isnull=True)
    | Q(role__startswith="province_", province__isnull=False, municipality__isnull=True)
    | Q(
        role__in=("ministry_reader", "ministry_manager", "administrator"),
        province__isnull=True,
        municipality__isnull=True,
    )
)


class Membership(models.Model):
    """A role of a person, for a province, a municipality or (ministry, administrator) the country."""

    class Role(models.TextChoices):
        """What somebody is to an area (`housing.domain.roles.Role`)."""

        MUNICIPALITY_READER = "municipality_reader", _("lezer gemeente")
        MUNICIPALITY_EDITOR = "municipality_editor", _("invoerder gemeente")
        PROVINCE_READER = "province_reader", _("lezer provincie")
        PROVINCE_COORDINATOR = "province_coordinator", _("coördinator provincie")
        MINISTRY_READER = "ministry_reader", _("lezer ministerie")
        MINISTRY_MANAGER = "ministry_manager", _("beheerder ministerie")
        ADMINISTRATOR = "administrator", _("accountbeheerder")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role)
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="last day")
    granted_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="when an administrator last said that it still holds"
    )
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="membership_once",
                fields=("user", "role", "province", "municipality"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="membership_area_fits_role",
                condition=AREA_FITS_ROLE,
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"


class Invitation(models.Model):
    """An invitation by mail to hold a role. Of its link only the digest is kept; it works once.

    `valid_until` becomes the end date of the membership; `expires_at` is the end of the invitation itself.
    `invited_by` is empty for the first administrator, who is invited from the command line.
    """

    email = models.EmailField(_("e-mailadres"))
    name = models.CharField(_("naam"), max_length=120, blank=True)
    role = models.CharField(max_length=24, choices=Membership.Role)
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    valid_until = models.DateField(null=True, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-invited_at",)
        verbose_name = _("uitnodiging")
        verbose_name_plural = _("uitnodigingen")
        constraints = (
            models.CheckConstraint(name="invitation_area_fits_role", condition=AREA_FITS_ROLE),
            models.CheckConstraint(
                name="invitation_one_end",
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="invitation_open_once",
                fields=("email", "role", "province", "municipality"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.invited_at:%Y-%m-%d}"
