"""Mergers, splits, changes of province, and lists of CBS."""

from django.urls import path

from housing.views import cbs, redivisions

urlpatterns = [
    path("beheer/herindelingen/", redivisions.redivisions, name="redivisions"),
    path("beheer/herindelingen/<int:pk>/", redivisions.redivision, name="redivision"),
    path("beheer/cbs/", cbs.cbs, name="cbs"),
]
