"""Management as a whole; closing half-years, and official openings that differ afterwards."""

from django.urls import path

from housing.views import closing, management, openings

urlpatterns = [
    path("beheer/", management.management, name="management"),
    path("beheer/afsluiten/", closing.closings, name="closings"),
    path("beheer/afsluiten/<period:period>/", closing.closing, name="closing"),
    path("beheer/beginstanden/<period:period>/", openings.openings, name="openings"),
]
