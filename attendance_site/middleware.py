"""What every answer of the site carries, and a page where Django sends none."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from attendance_site.errors import too_large

METHODS = "GET, HEAD, POST, OPTIONS"
# Nothing in the book needs a sensor, a camera or a payment.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture")
)


def permissions_policy(get_response):
    """Adds `Permissions-Policy`, unless a view has set its own."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware


def size_limit(get_response):
    """413 for a request that is larger than any form or file of this site, before it is read."""

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.UPLOAD_MAX_BYTES:
            return too_large(request)
        return get_response(request)

    return middleware


def other_methods(get_response):
    """Answers OPTIONS where Django's decorators refuse it, and puts the site's page into their
    empty 405, for people who followed a link to a form. What would send a request back to its
    sender, or through to somewhere else, is refused everywhere."""

    def middleware(request):
        if request.method in {"TRACE", "CONNECT"}:
            return HttpResponse(status=405, headers={"Allow": METHODS})
        response = get_response(request)
        if request.method == "OPTIONS" and response.status_code == 200:
            return HttpResponse(status=204, headers={"Allow": response.get("Allow", METHODS)})
        if response.status_code != 405 or response.content:
            return response
        allowed = response.headers["Allow"]
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": f"{allowed}, OPTIONS"})
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = allowed
        return page

    return middleware
