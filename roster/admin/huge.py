"""Lists of tables that have millions of rows."""

from django.contrib import admin, messages
from django.utils.translation import ngettext

from roster.admin.base import RecordAdmin
from roster.models import Student
from roster.paging import BoundedPaginator

MOST_STUDENTS = 100


class HugeAdmin(RecordAdmin):
    """The latest rows, in no other order, and none of them counted by filter."""

    paginator = BoundedPaginator
    change_list_template = "admin/huge_change_list.html"
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER


class OfStudentsAdmin(HugeAdmin):
    """The same, and the rows of the students who are searched for."""

    student = "student"  # the way from a row to its student

    def get_search_results(self, request, queryset, search_term):
        """The students are looked for first: theirs are few rows among all."""
        if not search_term:
            return queryset, False
        found = Student.objects.search(search_term).values_list("pk", flat=True)
        found = list(found.order_by()[: MOST_STUDENTS + 1])
        if len(found) > MOST_STUDENTS:
            said = ngettext(
                "More than %(n)d student is found: search by number.",
                "More than %(n)d students are found: search by number.",
                MOST_STUDENTS,
            )
            self.message_user(request, said % {"n": MOST_STUDENTS}, messages.WARNING)
            return queryset.none(), False
        return queryset.filter(**{f"{self.student}__in": found}), False
