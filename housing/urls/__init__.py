"""Which address shows which page. Dutch nouns, the half-year in the path, filters in the query string."""

from django.contrib import admin
from django.urls import path, register_converter

from housing.converters import MonthConverter, PeriodConverter

register_converter(PeriodConverter, "period")
register_converter(MonthConverter, "month")

# The lists use the converters.
from housing.urls import (  # noqa: E402
    account,
    accounts,
    closing,
    entry,
    exchanges,
    figures,
    geography,
    monitoring,
    oversight,
    publishing,
    review,
    steering,
    trace,
)

urlpatterns = [
    # Before the figures: "vergelijken" is no slug of a publication.
    *publishing.urlpatterns,
    *figures.urlpatterns,
    *entry.urlpatterns,
    *review.urlpatterns,
    *oversight.urlpatterns,
    *account.urlpatterns,
    *accounts.urlpatterns,
    *trace.urlpatterns,
    *steering.urlpatterns,
    *exchanges.urlpatterns,
    *closing.urlpatterns,
    *geography.urlpatterns,
    *monitoring.urlpatterns,
    path("technisch-beheer/", admin.site.urls),
]

handler400 = "housing.views.general.bad_request"
handler403 = "housing.views.general.forbidden"
handler404 = "housing.views.general.not_found"
handler500 = "housing.views.general.failed"
