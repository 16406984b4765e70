"""What must have become of the staff of an old database, for `verify_legacy`."""

from accounts.models import User
from legacy.verifying.proof import Proof, proves


@proves("staff")
class StaffProof(Proof):
    """Sign-in names are kept in lower case, and nobody takes over that of somebody else."""

    def expect(self, values):
        values["username"] = values["username"].lower()

    def refusals(self, missing):
        names = {one.values["username"] for one in missing}
        taken = set(User.objects.filter(username__in=names).values_list("username", flat=True))
        return {one.key: "username taken" for one in missing if one.values["username"] in taken}
