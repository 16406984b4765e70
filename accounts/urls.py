"""The door: sign in and out; one's own account; the staff."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.views import account, links, second_factor, sessions, staff

session_patterns = [
    path("", sessions.sessions, name="sessions"),
    path("end/", sessions.sessions_end, name="sessions_end"),
    path("<slug:session>/end/", sessions.session_end, name="session_end"),
]

staff_patterns = [
    path("", staff.staff, name="staff"),
    path("add/", staff.add, name="add"),
    path("invite/", staff.invite_all, name="invite_all"),
    path("invitations/", staff.invitations, name="invitations"),
    path("<int:pk>/", staff.member, name="member"),
    path("<int:pk>/edit/", staff.edit, name="edit"),
    path("<int:pk>/copy/", staff.copy, name="copy"),
    path("<int:pk>/invite/", staff.invite, name="invite"),
    path("<int:pk>/withdraw/", staff.withdraw, name="withdraw"),
]

# Django's form views take a PUT for a POST; this site's do not.
form_page = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("login/", form_page(views.login), name="account_login"),
    path("login/inactive/", views.account_inactive, name="account_inactive"),
    path("login/forgotten/", links.forgotten, name="account_forgotten"),
    path("login/forgotten/done/", links.forgotten_done, name="account_forgotten_done"),
    path("link/<str:token>/", links.link, name="link"),
    # Open, because who is signed out already is led to the sign-in page, not back to this one.
    path("logout/", never_cache(login_not_required(views.logout)), name="account_logout"),
    path("account/", account.account, name="account"),
    path("account/email/", account.email, name="account_email"),
    path("account/password/", form_page(account.password), name="account_change_password"),
    path(
        "account/confirm/",
        form_page(never_cache(views.reauthenticate)),
        name="account_reauthenticate",
    ),
    path("staff/", include((staff_patterns, "staff"))),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("staff/<int:pk>/second-factor/", second_factor.remove, name="remove_second_factor"),
    path("account/sessions/", include(session_patterns)),
    path("staff/<int:pk>/sessions/", include(session_patterns)),
]
