"""Municipalities enter and submit their monthly reports."""

from django.urls import path

from housing.views import entry, entry_done, entry_draft, entry_withdraw

urlpatterns = [
    path("invoer/", entry.home, name="entry_home"),
    path("invoer/<slug:slug>/", entry.latest, name="entry_latest"),
    path("invoer/<slug:slug>/<period:period>/", entry.sheet, name="entry"),
    path("invoer/<slug:slug>/<period:period>/concept/", entry_draft.draft, name="entry_draft"),
    path("invoer/<slug:slug>/<period:period>/ingediend/", entry_done.done, name="entry_done"),
    path("invoer/<slug:slug>/<month:month>/intrekken/", entry_withdraw.withdraw, name="entry_withdraw"),
]
