"""Reports: what there is to say about the lessons of a Scope, as tables that open themselves."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from roster.reports import days, groups, lists, people


@dataclass(frozen=True)
class Kind:
    """A report that there is: `make` takes a Scope and gives a `tables.Report`."""

    title: str
    make: object


KINDS = {
    "weeks": Kind(_("By week"), groups.weeks),
    "months": Kind(_("By month"), groups.months),
    "weekdays": Kind(_("By weekday"), groups.weekdays),
    "periods": Kind(_("By period"), groups.periods),
    "places": Kind(_("First and last lessons"), groups.places),
    "courses": Kind(_("By course"), groups.courses),
    "terms": Kind(_("By term"), groups.terms),
    "branches": Kind(_("By branch"), groups.branches),
    "teachers": Kind(_("By teacher"), groups.teachers),
    "students": Kind(_("Most absent"), people.students),
    "days": Kind(_("Days absent and late"), days.days),
    "risk": Kind(_("At risk"), people.risk),
    "registers": Kind(_("Missing registers"), lists.registers),
    "documents": Kind(_("Without a document"), lists.documents),
}
