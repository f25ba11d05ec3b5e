"""Management as a whole; closing half-years, and official openings that differ afterwards."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
