"""Who may do what: invitations, roles, the administrator's lists."""

from django.urls import path

from housing.views import accounts, accounts_invitation, accounts_province, accounts_review, accounts_roles

urlpatterns = [
    path("uitnodiging/", accounts_invitation.accept, name="invitation_accept"),
    path("uitnodiging/<str:token>/", accounts_invitation.invitation, name="invitation"),
    path("beheer/accounts/", accounts.people, name="accounts"),
    path("beheer/accounts/uitnodigen/", accounts.invite, name="accounts_invite"),
    path("beheer/accounts/uitnodigingen/<int:pk>/opnieuw/", accounts.resend, name="accounts_resend"),
    path("beheer/accounts/uitnodigingen/<int:pk>/intrekken/", accounts.withdraw, name="accounts_withdraw"),
    path("beheer/accounts/kwartaalcontrole/", accounts_review.review, name="accounts_review"),
    path("beheer/accounts/<int:pk>/", accounts.person, name="accounts_person"),
    path("beheer/accounts/<int:pk>/rol/", accounts_roles.grant, name="accounts_grant"),
    path("beheer/accounts/<int:pk>/rol/<int:role>/", accounts_roles.role, name="accounts_role"),
    path("beheer/accounts/<int:pk>/toegang/", accounts.access, name="accounts_access"),
    path("beheer/accounts/<int:pk>/tweede-factor/", accounts.factor, name="accounts_factor"),
    path("provincies/<slug:slug>/accounts/", accounts_province.people, name="province_accounts"),
    path(
        "provincies/<slug:slug>/accounts/uitnodigen/",
        accounts_province.invite,
        name="province_accounts_invite",
    ),
    path(
        "provincies/<slug:slug>/accounts/uitnodigingen/<int:pk>/opnieuw/",
        accounts_province.resend,
        name="province_accounts_resend",
    ),
    path(
        "provincies/<slug:slug>/accounts/uitnodigingen/<int:pk>/intrekken/",
        accounts_province.withdraw,
        name="province_accounts_withdraw",
    ),
    path(
        "provincies/<slug:slug>/accounts/rol/<int:role>/",
        accounts_province.role,
        name="province_accounts_role",
    ),
]
