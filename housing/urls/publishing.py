"""Publishing and withdrawing positions, and comparing them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
