"""What a rate is made of."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from roster.explained import explained
from roster.models import Student
from roster.views import asked
from roster.views.book import find


@require_safe
def rate(request, pk, student):
    """Every lesson behind the rate of one student in one course; `range=all` has no bounds."""
    course = find(request.user, pk)
    students = Student.objects.visible_to(request.user).of_course(course)
    student = get_object_or_404(students, pk=student)
    is_all = request.GET.get("range") == "all"
    span = None if is_all else asked.span(request, course.term)
    bounds = () if is_all else (span.first, span.last)
    explanation = explained(course, student, *bounds)
    context = {
        "course": course,
        "student": student,
        "span": span,
        "rate": explanation.rate,
        "lines": explanation.lines,
    }
    return render(request, "roster/rate.html", context)
