"""axe finds nothing on any page, in light and in dark, and none is wider than a phone."""

import pytest
from django.conf import settings
from django.utils import timezone

from legacy import maps
from roster.days import today
from tests import factories
from tests.browser.conftest import PHONE
from tests.browser.filled import filled_pages
from tests.browser.test_take_lesson import sign_in
from tests.site.test_rights import DAY, PAGES, path_to, things

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "legacy"]),
]
AXE = settings.BASE_DIR / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {
    "light": {"runOnly": TAGS, "rules": {"target-size": {"enabled": True}}},
    "dark": {"runOnly": ["color-contrast", "link-in-text-block"]},  # all that a theme changes
}
RUN = """rules => axe.run({...rules, resultTypes: ["violations"]}).then(found =>
    found.violations.flatMap(({id, nodes}) => nodes.map(node => [id, String(node.target)])))"""
AREAS = [  # of which the table has one line each
    "/staff/",
    "/account/second-factor/",
    "/legacy/",
    "/legacy/map/",
    "/legacy/map/students/0/",
]


def pages(page, paths):
    """Where `paths` lead: each page once, without files and what only scripts ask for."""
    answers = [page.request.get(path) for path in paths]
    html = [one for one in answers if one.headers["content-type"].startswith("text/html")]
    return list(dict.fromkeys(one.url for one in html if one.ok))


def violations(page, path):
    """What axe finds on the page at `path`: (path, theme, rule, element) each."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(path)
    for theme, rules in RULES.items():
        page.emulate_media(color_scheme=theme)
        page.wait_for_selector(f"html[data-bs-theme={theme}]")
        yield from ((path, theme, *found) for found in page.evaluate(RUN, rules))
    if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE["width"]:
        yield path, "wider than the phone", width


def school(teacher):
    """The rows that the addresses of the table name: a course of `teacher` with all sorts in it."""
    rows = things(teacher)
    for code in ("present", "late", "absent"):
        stay = factories.EnrollmentFactory(course=rows["course"])
        status = factories.status(code)
        factories.MarkFactory(lesson=rows["lesson"], student=stay.student, status=status)
    yesterday = {"course": rows["course"], "date": today() - DAY}
    factories.LessonFactory(**yesterday)
    factories.LessonFactory(**yesterday, starts_at=None, ends_at=None, cancelled_at=timezone.now())
    factories.GuardianFactory(student=rows["student"])
    factories.ScheduleFactory(course=rows["course"])
    return rows


def test_axe_finds_nothing_on_any_page_in_both_themes(phone):
    user = factories.AdministratorFactory(username="kang", password=factories.PASSWORD)
    rows = school(teacher=user)
    maps.save((settings.BASE_DIR / "legacy/sample/legacy.toml").read_text())
    reads = [path_to(row, **rows) for row in PAGES if "GET" in row.methods]
    phone.add_init_script(path=AXE)  # past the policy that holds for a page's own scripts
    found = list(violations(phone, "/login/"))
    sign_in(phone, "kang")
    seen = pages(phone, reads + AREAS)
    for path in seen:
        found += violations(phone, path)
    for path in filled_pages(rows, user).values():
        found += violations(phone, path)
    assert found == []
    assert len(seen) > 40
