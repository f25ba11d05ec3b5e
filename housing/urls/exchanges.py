"""Municipalities exchange parts of their targets."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
