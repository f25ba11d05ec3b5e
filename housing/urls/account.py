"""One's own account: signing in, second factor, sessions, password."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
