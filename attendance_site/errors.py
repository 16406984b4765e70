"""Error pages in the site's own look."""

from django.shortcuts import render


def csrf_failure(request, reason=""):
    """403 for a form that came without its token, usually because cookies are off or it is old."""
    return render(request, "403_csrf.html", status=403)
