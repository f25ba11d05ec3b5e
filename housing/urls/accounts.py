"""Who may do what: invitations, roles, the administrator's lists."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
