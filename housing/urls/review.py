"""Provinces review reports, decide about corrections, and set due dates."""

from django.urls import path

from housing.views import corrections, due_dates, review

urlpatterns = [
    path("provincies/<slug:slug>/<period:period>/beoordelen/", review.review, name="review"),
    path(
        "provincies/<slug:slug>/<period:period>/beoordelen/<slug:municipality>/<month:month>/",
        review.review_month,
        name="review_month",
    ),
    path("provincies/<slug:slug>/<period:period>/termijnen/", due_dates.due_dates, name="due_dates"),
    path("invoer/<slug:slug>/<month:month>/correctie/", corrections.correction, name="correction"),
    path("beheer/termijnen/", due_dates.lead_times, name="lead_times"),
]
