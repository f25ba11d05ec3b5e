"""Technical administration: everything that is kept, to look at and to check; nothing can be changed here."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from housing.admin import accounts, areas, events, journal, reports, steering

__all__ = ["accounts", "areas", "events", "journal", "reports", "steering"]

admin.site.site_header = _("Technisch beheer: alleen lezen")
admin.site.site_title = _("Technisch beheer")
admin.site.index_title = _("Wat er wordt bewaard")

# What a person may do follows from memberships.
admin.site.unregister(Group)
