"""Roles as the migration makes them."""

import pytest
from django.contrib.auth.models import Group

from accounts import roles


@pytest.mark.django_db
def test_roles_are_the_four_groups():
    names = set(Group.objects.values_list("name", flat=True))
    assert names == {roles.ADMINISTRATOR, roles.OFFICE, roles.TEACHER, roles.VIEWER}
