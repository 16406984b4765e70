"""Students, guardians and stays in a course."""

from legacy.verifying.meaning import Refused
from legacy.verifying.proof import Proof, proves
from roster.korean import initial_consonants
from roster.models import Enrollment
from roster.querysets.dates import overlap_of
from roster.withheld import without_guardians


@proves("students")
class StudentsProof(Proof):
    """Students are found by the initial consonants of their names; those who were anonymised
    stay so, whatever their old rows say."""

    columns = ("anonymised_at",)

    def is_edited(self, row):
        return row["anonymised_at"] is not None

    def expect(self, values):
        values["initials"] = initial_consonants(values["name"])


@proves("guardians")
class GuardiansProof(Proof):
    """Whoever has neither name nor phone nor e-mail is nobody."""

    def expect(self, values):
        if not (values.get("name") or values.get("phone") or values.get("email")):
            raise Refused("nobody")

    def refusals(self, missing):
        alone = without_guardians()
        return {one.key: "anonymised" for one in missing if one.values["student_id"] in alone}


@proves("enrollments")
class EnrollmentsProof(Proof):
    """Of two stays that overlap only one is taken."""

    def expect(self, values):
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            raise Refused("ends before it begins")

    def refusals(self, missing):
        students = {one.values["student_id"] for one in missing}
        stays = Enrollment.objects.order_by().filter(student__in=students, retired_at=None)
        stays = stays.exclude(source=Enrollment.Source.DERIVED)
        spans = {}
        for *whose, first, last in stays.values_list("student", "course", "starts_on", "ends_on"):
            spans.setdefault(tuple(whose), []).append((first, last))
        return {one.key: "overlapping stay" for one in missing if _overlaps(one.values, spans)}

    def strays(self):
        return super().strays().exclude(source=Enrollment.Source.DERIVED)


def _overlaps(values, spans):
    span = values.get("starts_on"), values.get("ends_on")
    whose = values["student_id"], values["course_id"]
    return any(overlap_of(span, other) for other in spans.get(whose, ()))
