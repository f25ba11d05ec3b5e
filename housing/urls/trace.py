"""What happened: the log, and the history of a report."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
