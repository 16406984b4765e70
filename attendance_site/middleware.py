"""What every answer of the site carries, and a page where Django sends none."""

from django.http import HttpResponse
from django.shortcuts import render

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


def other_methods(get_response):
    """Answers OPTIONS where Django's decorators refuse it, and puts the site's page into their
    empty 405, for people who followed a link to a form."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != 405 or response.content:
            return response
        allowed = response.headers["Allow"]
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": f"{allowed}, OPTIONS"})
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = allowed
        return page

    return middleware
