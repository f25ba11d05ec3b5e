"""Municipalities enter and submit their monthly reports."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
