"""What waits for whom: tasks, completeness, mail."""

from django.urls import path

from housing.views import completeness, mail_choices, tasks

urlpatterns = [
    path("taken/", tasks.tasks, name="tasks"),
    path(
        "provincies/<slug:slug>/<period:period>/volledigheid/",
        completeness.province,
        name="province_completeness",
    ),
    path("landelijk/<period:period>/volledigheid/", completeness.national, name="national_completeness"),
    path("account/berichten/", mail_choices.mail_choices, name="mail_choices"),
    path("afmelden/<str:token>/", mail_choices.unsubscribe, name="unsubscribe"),
]
