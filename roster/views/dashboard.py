"""Today at a glance, and the search over everything."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from roster.dashboard import dashboard as make_dashboard
from roster.models import Course, Student

FOUND_AT_ONCE = 8
FOUND_ON_PAGE = 50


@require_safe
def dashboard(request):
    """Who is missing now, which registers are not taken, and how this week compares."""
    context = {"dashboard": make_dashboard(request.user), "now": timezone.localtime()}
    return render(request, "roster/dashboard.html", context)


@require_safe
@vary_on_headers("HX-Request")
def search(request):
    """Students and courses by name, initial consonants or number, among those that one may see."""
    text = request.GET.get("q", "")[:80].strip()
    most = FOUND_AT_ONCE if request.htmx else FOUND_ON_PAGE
    students = Student.objects.visible_to(request.user).search(text).filter(merged_into=None)
    courses = Course.objects.visible_to(request.user).current().search(text).current_first()
    context = {
        "q": text,
        "students": students.current_first()[:most] if text else [],
        "courses": courses.select_related("term")[:most] if text else [],
    }
    template = "includes/search_found" if request.htmx else "search"
    return render(request, f"roster/{template}.html", context)
