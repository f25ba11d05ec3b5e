"""What happened: the log, and the history of a report."""

from django.urls import path

from housing.views import events, report_history

urlpatterns = [
    path("beheer/logboek/", events.log, name="events"),
    path(
        "gemeenten/<slug:slug>/opgaven/<month:month>/",
        report_history.report_history,
        name="report_history",
    ),
]
