"""The ministry announces and revises targets, and sets interim targets."""

from django.urls import URLPattern, path

from housing.views import interim_targets, target_list, target_publish, targets

urlpatterns: list[URLPattern] = [
    path("beheer/taakstellingen/", targets.targets, name="targets"),
    path("beheer/taakstellingen/<period:period>/", targets.target, name="target"),
    path(
        "beheer/taakstellingen/<period:period>/bekendmaken/",
        target_publish.target_publish,
        name="target_publish",
    ),
    path("beheer/taakstellingen/<period:period>/lijst/", target_list.target_list, name="target_list"),
    path(
        "beheer/taakstellingen/<period:period>/lijst/<int:pk>/",
        target_list.target_list_preview,
        name="target_list_preview",
    ),
    path("beheer/tussendoelen/", interim_targets.interim_targets, name="interim_targets"),
    path("beheer/tussendoelen/<int:pk>/", interim_targets.interim_target, name="interim_target"),
    path(
        "beheer/tussendoelen/<int:pk>/grafiek/<slug:name>.json",
        interim_targets.chart,
        name="interim_chart",
    ),
]
