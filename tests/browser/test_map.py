"""The administrator corrects the map and sees at once what comes of it."""

import re
import tomllib

import pytest
from django.conf import settings
from playwright.sync_api import expect

from legacy import maps
from legacy.models import Map
from tests import factories
from tests.browser.test_take_lesson import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "legacy"]),
]
TEXT = (settings.BASE_DIR / "legacy/sample/legacy.toml").read_text()


def test_map_is_corrected_with_the_rows_beside_it(phone):
    factories.AdministratorFactory(username="kim", password=factories.PASSWORD)
    maps.save(TEXT)
    sign_in(phone, "kim")
    phone.goto("/legacy/map/students/0/")
    phone.wait_for_load_state("networkidle")
    phone.focus("#id_active-source")
    with phone.expect_response("**/look/?form=1"):
        phone.select_option("#id_active-source", "hs_bunho")
    phone.wait_for_selector("#preview .is-rejected")
    assert phone.evaluate("document.activeElement.id") == "id_active-source"
    with phone.expect_response("**/look/?form=1"):
        phone.select_option("#id_active-source", "sangtae")
    phone.wait_for_selector("#id_active-code_1")
    for number in range(phone.locator("[name^=active-code_]").count()):
        if phone.input_value(f"#id_active-code_{number}") == "재원":
            with phone.expect_response("**/look/"):
                phone.select_option(f"#id_active-meaning_{number}", "false")
    with phone.expect_response("**/look/"):
        phone.select_option("#id_active-default", "true")
    expect(phone.locator("#preview .is-rejected")).to_have_count(0)
    expect(phone.locator("#preview-said")).to_have_text(re.compile("^1"))
    phone.click(".form-buttons .btn-primary")
    phone.wait_for_selector(".alert-success")
    saved = tomllib.loads(Map.objects.newest().text)["students"]["active"]
    assert saved == {"column": "sangtae", "values": {"재원": False}, "default": True}
