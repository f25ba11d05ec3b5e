"""The ministry watches the country; signals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
