"""Accounts, roles, invitations and mail."""

from django.contrib import admin

from housing.admin.base import ReadOnly
from housing.models import (
    Invitation,
    Mail,
    Membership,
    User,
)


@admin.register(User)
class UserAdmin(ReadOnly):
    """Accounts, without their passwords."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    fields = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    search_fields = ("email", "name")
    ordering = ("email",)


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    """Roles."""

    list_display = ("user", "role", "province", "municipality", "valid_until")
    list_filter = ("role",)
    list_select_related = ("user", "province", "municipality")


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Invitations, without the digest of their links."""

    list_display = ("email", "role", "province", "municipality", "invited_at", "expires_at", "accepted_at")
    fields = (
        "email",
        "name",
        "role",
        "province",
        "municipality",
        "valid_until",
        "invited_by",
        "invited_at",
        "expires_at",
        "accepted_at",
        "revoked_at",
    )
    list_filter = ("role",)
    list_select_related = ("province", "municipality")
    search_fields = ("email", "name")


@admin.register(Mail)
class MailAdmin(ReadOnly):
    """Mail that is owed or was sent, without texts and links."""

    list_display = ("created_at", "kind", "address", "sent_at", "attempts", "last_error")
    fields = ("created_at", "kind", "address", "sent_at", "attempts", "last_error")
    list_filter = ("kind",)
    search_fields = ("address",)
    ordering = ("-id",)
