"""What waits for whom: tasks, completeness, mail."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
