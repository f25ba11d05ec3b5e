"""The ministry announces and revises targets, and sets interim targets."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
