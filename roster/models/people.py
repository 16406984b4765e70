"""Students and who stands behind them."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from legacy.models import ImportedModel
from roster.korean import given_name, initial_consonants
from roster.querysets.people import StudentQuerySet


class Student(ImportedModel):
    """A student. `number` is the school's own (학번) and need not be unique: old databases
    repeat it, so the form warns instead."""

    number = models.CharField(_("student number"), max_length=40, blank=True, db_index=True)
    name = models.CharField(_("name"), max_length=120, db_index=True)
    initials = models.CharField(
        _("initial consonants"), max_length=120, blank=True, editable=False, db_index=True
    )
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    note = models.TextField(_("note"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_guest = models.BooleanField(
        _("guest"),
        default=False,
        editable=False,
        help_text=_("Came to a lesson without being enrolled."),
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, editable=False)
    guardians_removed_at = models.DateTimeField(
        _("guardians removed at"), null=True, editable=False
    )

    objects = StudentQuerySet.as_manager()

    class Meta:
        verbose_name = _("student")
        verbose_name_plural = _("students")
        ordering = ("name", "number", "id")

    def __str__(self):
        return f"{self.name} ({self.number})" if self.number else self.name

    def save(self, *args, **kwargs):
        self.initials = initial_consonants(self.name)
        if (fields := kwargs.get("update_fields")) is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "initials"}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("roster:student", args=(self.pk,))

    @property
    def familiar_name(self):
        """As little of the name as a parent needs to know who is meant."""
        return given_name(self.name)

    @property
    def is_former(self):
        """Whether the student has left, or is gone from the old database."""
        return not self.is_active or self.retired_at is not None

    @property
    def is_anonymised(self):
        return self.anonymised_at is not None


class Guardian(ImportedModel):
    """Somebody who is told about a student: a parent, mostly."""

    student = models.ForeignKey(
        Student, models.CASCADE, related_name="guardians", verbose_name=_("student")
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    relation = models.CharField(_("relation"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    notify = models.BooleanField(_("is notified"), default=True)

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")
        ordering = ("student", "id")

    def __str__(self):
        return self.name or self.phone or self.email or str(_("guardian"))
