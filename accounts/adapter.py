"""What allauth asks this site."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.core.exceptions import ValidationError
from django.utils.http import url_has_allowed_host_and_scheme

SECONDS_OF_A_LOCK = 5 * 60  # the longer of the two limits on "login_failed" in the settings


class AccountAdapter(DefaultAccountAdapter):
    """Staff are invited: nobody signs up."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Whether `url` is a path of this very site; other hosts it answers to are none."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, None)

    def pre_authenticate(self, request, **credentials):
        """Refuses a guess too many with a 429 page, known account or not."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            response = respond_429(request)
            response.headers["Retry-After"] = str(SECONDS_OF_A_LOCK)
            raise ImmediateHttpResponse(response) from None
