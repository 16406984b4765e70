"""The door: sign in and out."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.cache import never_cache

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("login/inactive/", views.account_inactive, name="account_inactive"),
    # Open, because who is signed out already is led to the sign-in page, not back to this one.
    path("logout/", never_cache(login_not_required(views.logout)), name="account_logout"),
]
