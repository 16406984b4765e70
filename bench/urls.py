"""The site's addresses and one page of nothing but Django, to compare with."""

from django.http import HttpResponse
from django.urls import include, path

from roster.models import Student


def bare(request):
    """A session, its user, and one query of 30 rows: what any page of Django costs."""
    names = [student.name for student in Student.objects.order_by("pk")[:30]]
    return HttpResponse(f"{request.user.name} {' '.join(names)}")


urlpatterns = [path("bare/", bare), path("", include("attendance_site.urls"))]
