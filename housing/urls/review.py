"""Provinces review reports, decide about corrections, and set due dates."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
