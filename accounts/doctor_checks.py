"""Who may enter, for `manage.py doctor`."""

from django.conf import settings

from accounts.demo import active_demo_accounts
from accounts.models import User
from legacy.doctor.findings import check, ok, problem


@check("accounts", needs=["site database", "migrations"])
def entrance():
    """Somebody can administer the site, and nobody with a password that everybody knows."""
    demo = active_demo_accounts()
    if demo and not settings.IS_SAMPLE:
        yield problem(
            f"demo accounts are active: {', '.join(demo)}",
            "deactivate them in the admin; the site does not start with them",
        )
    able = [one for one in User.objects.administrators() if one.has_usable_password()]
    if able:
        yield ok(f"{len(able)} can administer the site")
    else:
        yield problem(
            "nobody can administer the site", "manage.py create_administrator LOGIN --name NAME"
        )
