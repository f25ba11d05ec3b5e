"""Mergers, splits, changes of province, and lists of CBS."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
