"""Saves a course with what belongs to it."""

from django.db import transaction


@transaction.atomic
def save_course(form, *formsets):
    """Saves a valid CourseForm and its valid inline formsets, all or nothing."""
    course = form.save()
    for formset in formsets:
        formset.instance = course
        formset.save()
    return course
