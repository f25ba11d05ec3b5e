"""The ministry watches the country; signals."""

from django.urls import path

from housing.views import alerts, monitor

urlpatterns = [
    path("landelijk/grafiek/<slug:name>.json", monitor.chart, name="monitor_chart"),
    path("beheer/signalen/", alerts.alerts, name="alerts"),
]
