"""Publishing and withdrawing positions, and comparing them."""

from django.urls import path

from housing.views import positions_compare, publishing

urlpatterns = [
    path("beheer/publicaties/", publishing.publish, name="publish"),
    path("publicaties/vergelijken/", positions_compare.positions_compare, name="positions_compare"),
    path("publicaties/<slug:slug>/intrekken/", publishing.withdraw, name="publication_withdraw"),
]
