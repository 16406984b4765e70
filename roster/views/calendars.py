"""Lessons by month and week, and the secret link for calendar programs."""

import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roster.models import CalendarLink, Course, Lesson
from roster.services.calendars import (
    feed,
    last_of_month,
    make_link,
    revoke_links,
    user_of,
    weeks_of,
)
from roster.views import asked

DAY = datetime.timedelta(days=1)


@require_safe
def calendar(request):
    """A month of lessons, or with `?week=` the week of that day; of one course with `?course=`."""
    lessons, course = Lesson.objects.visible_to(request.user), _course(request)
    own = request.GET.get("show") == "mine" or not request.user.sees_everything
    if course:
        lessons = lessons.filter(course=course)
    else:
        lessons = (lessons.taught_by(request.user) if own else lessons).current()
    lessons = lessons.select_related("course")
    is_week = bool(request.GET.get("week"))
    first, last = _week(request) if is_week else _month(request)
    context = {
        # A month shows no states, for which every mark and every stay would be counted.
        "weeks": weeks_of(lessons.with_progress() if is_week else lessons, first, last),
        "first": first,
        "last": last,
        "previous": first - (7 * DAY if is_week else DAY),
        "following": last + DAY,
        "is_week": is_week,
        "course": course,
        "own": own,
    }
    return render(request, "roster/calendar.html", context)


def _course(request):
    key = request.GET.get("course", "")
    if not key:
        return None
    if not (key.isdecimal() and len(key) <= 18):
        raise Http404
    return get_object_or_404(Course.objects.visible_to(request.user), pk=key)


def _week(request):
    day = asked.date(request, "week")
    monday = day - DAY * day.weekday()
    return monday, monday + 6 * DAY


def _month(request):
    first = asked.month(request)
    return first, last_of_month(first)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_link(request):
    """Makes the secret link, which is shown once and takes the place of the former one."""
    token = make_link(request.user) if request.method == "POST" else None
    links = CalendarLink.objects.filter(user=request.user, revoked_at=None)
    address = token and request.build_absolute_uri(reverse("roster:calendar_feed", args=[token]))
    context = {"address": address, "link": links.first()}
    return render(request, "roster/calendar_link.html", context)


@require_POST
def calendar_revoke(request):
    """Closes the secret link."""
    revoke_links(request.user)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("roster:calendar_link")


@login_not_required
@require_safe
def calendar_feed(request, token):
    """The lessons of whoever made the link, for a calendar program."""
    user = user_of(token)
    if user is None:
        raise Http404
    content = feed(user, request.get_host())
    headers = {"Cache-Control": "private, max-age=600"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
