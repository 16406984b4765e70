"""What somebody has to do before anything else: nothing but that is open until it is done."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url

from accounts import second_factor

PASSWORD = "account_change_password"  # noqa: S105 - the name of a page
SECOND_FACTOR = "mfa_index"
ENROLLING = frozenset({SECOND_FACTOR, "mfa_activate_totp", "mfa_add_webauthn"})
ALWAYS_OPEN = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "set_language",
        "healthz",
    }
)
HAS_FACTOR = "second_factor"  # in the session: looked up once; a removal takes it out
DATA = "application/json"


def duty(request):
    """The name of the page where the visitor has something to do, or None."""
    if request.user.must_change_password:
        return PASSWORD
    return SECOND_FACTOR if _lacks_factor(request) else None


def _lacks_factor(request):
    if request.session.get(HAS_FACTOR) or not second_factor.is_required(request.user):
        return False
    if not is_mfa_enabled(request.user, second_factor.FACTORS):
        return True
    request.session[HAS_FACTOR] = True
    return False


def is_open(request, name):
    """Whether the page that is asked for may be seen while the duty `name` is not done."""
    asked = request.resolver_match.view_name
    return asked == name or asked in ALWAYS_OPEN or name == SECOND_FACTOR and asked in ENROLLING


class DutiesMiddleware:
    """Leads who has a duty there, whatever page is asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return None
        name = duty(request)
        return None if name is None or is_open(request, name) else _lead(request, name)


def _lead(request, name):
    """302 to the page of the duty; a script is told, for it would take the page for its answer."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=403, headers={"HX-Redirect": resolve_url(name)})
    if request.get_preferred_type(["text/html", DATA]) == DATA:
        return JsonResponse({"error": "duty", "page": resolve_url(name)}, status=403)
    return redirect(name)
