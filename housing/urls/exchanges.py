"""Municipalities exchange parts of their targets."""

from django.urls import path

from housing.views import exchange, exchanges

urlpatterns = [
    path("gemeenten/<slug:slug>/<period:period>/uitruil/", exchanges.of_municipality, name="exchanges"),
    path("gemeenten/<slug:slug>/uitruil/<int:pk>/", exchange.exchange, name="exchange"),
    path("provincies/<slug:slug>/<period:period>/uitruil/", exchanges.of_province, name="province_exchanges"),
    path("beheer/uitruil/", exchanges.of_country, name="all_exchanges"),
]
