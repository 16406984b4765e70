"""Demo accounts open nothing but the sample."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.demo import refuse_demo_accounts
from tests.factories import TeacherFactory

pytestmark = pytest.mark.django_db


def test_demo_account_on_ones_own_database_stops_the_start(settings):
    settings.IS_SAMPLE = False
    TeacherFactory(username="teacher", is_demo=True)
    with pytest.raises(ImproperlyConfigured, match="teacher"):
        refuse_demo_accounts()


def test_demo_account_deactivated_lets_the_site_start(settings):
    settings.IS_SAMPLE = False
    TeacherFactory(is_demo=True, is_active=False)
    TeacherFactory()
    assert refuse_demo_accounts() is None


def test_demo_account_on_the_sample_is_welcome(settings):
    settings.IS_SAMPLE = True
    TeacherFactory(is_demo=True)
    assert refuse_demo_accounts() is None
