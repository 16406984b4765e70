"""What somebody has to do before anything else: nothing but that is open until it is done."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url

PASSWORD = "account_change_password"
ALWAYS_OPEN = frozenset({"account_logout", "account_reauthenticate", "set_language", "healthz"})
DATA = "application/json"


def duty(request):
    """The name of the page where the visitor has something to do, or None."""
    if request.user.must_change_password:
        return PASSWORD
    return None


def is_open(request, name):
    """Whether the page that is asked for may be seen while the duty `name` is not done."""
    return request.resolver_match.view_name in {name, *ALWAYS_OPEN}


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
