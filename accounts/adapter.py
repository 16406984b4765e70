"""What allauth asks this site."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import known_browsers, mail, sign_in_log, throttle
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Staff are invited: nobody signs up."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Whether `url` is a path of this very site; other hosts it answers to are none."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, None)

    def pre_authenticate(self, request, **credentials):
        """Refuses a guess too many with a 429 page, known account or not."""
        username = credentials["username"].lower()
        user = User.objects.filter(username=username).first()
        self._login_failed_rl_usage = throttle.count(request, username, user)
        if not self._login_failed_rl_usage:
            sign_in_log.locked(request, username)
            response = respond_429(request)
            seconds = throttle.seconds_to_wait(request, username, user)
            response.headers["Retry-After"] = str(seconds)
            raise ImmediateHttpResponse(response)

    def authenticate(self, request, **credentials):
        """As allauth's; a wrong answer takes as long for whomever it is."""
        started = time.monotonic()
        user = super().authenticate(request, **credentials)
        if user is None:
            passed = time.monotonic() - started
            time.sleep(max(0, settings.SECONDS_OF_A_WRONG_PASSWORD - passed))
        return user

    def authentication_failed(self, request, **credentials):
        sign_in_log.wrong_password(request, credentials["username"])

    def respond_user_inactive(self, request, user):
        sign_in_log.inactive(request, user)
        return super().respond_user_inactive(request, user)

    def post_login(self, request, user, **kwargs):
        """Notes the sign-in, and lets the browser be known as the user's own."""
        response = super().post_login(request, user, **kwargs)
        sign_in_log.entered(request, user)
        known_browsers.remember(request, response, user)
        return response

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whether who is signed in must prove it again: not within minutes of signing in."""
        records = get_authentication_records(self.request, self.request.user)
        minutes_ago = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        return not records or records[-1]["at"] < minutes_ago

    def set_password(self, user, password):
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    def send_mail(self, template_prefix, email, context):
        mail.send(template_prefix, email, context["user"])

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tells the owner; the address is a field of the user, not a row of allauth's."""
        self.send_mail(template_prefix, email or user.email, {"user": user, **(context or {})})
