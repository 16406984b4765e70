"""The map in the browser: versions, files, and a form for each part with ten rows of preview."""

import tomllib

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from legacy import maps
from legacy.editing import document
from legacy.masking import MASK
from legacy.models import Job, Map, Run
from roster.models import Student
from tests.factories import AdministratorFactory
from tests.legacy.test_queue import work_off

pytestmark = pytest.mark.django_db(databases=["default", "legacy"])
TEXT = (settings.BASE_DIR / "legacy/sample/legacy.toml").read_text()


@pytest.fixture
def administrator(client):
    user = AdministratorFactory()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def version():
    return maps.save(TEXT)


def fields_of(response):
    """What a browser would post of the form of a part."""
    form = response.context["form"]
    posted = {"base": response.context["base"], **form.table.data}
    for one in (*form.joins, *form.values):
        posted |= {name: "" if value is None else value for name, value in one.data.items()}
    return posted


def edit(target, number=0):
    return f"/legacy/map/{target}/{number}/"


def test_map_page_before_there_is_a_map(administrator):
    response = administrator.get("/legacy/map/")
    assert (response.status_code, response.context["newest"]) == (200, None)
    assert "/legacy/map/students/0/" in response.content.decode()


def test_text_is_saved_as_a_version_with_who(administrator, version):
    text = TEXT + "\r\n# a remark\r\n"
    response = administrator.post("/legacy/map/", {"text": text, "base": version.pk})
    assert response.url == "/legacy/map/"
    newest = Map.objects.newest()
    assert (newest.text, newest.created_by) == (TEXT + "\n# a remark\n", administrator.user)
    assert Map.objects.count() == 2


def test_text_that_was_edited_from_an_older_version_is_refused(administrator, version):
    newer = maps.save(TEXT + "\n# newer\n")
    response = administrator.post("/legacy/map/", {"text": TEXT + "# x\n", "base": version.pk})
    assert response.status_code == 400
    assert f"{newer.pk}판" in str(response.context["text"].non_field_errors())
    assert Map.objects.newest() == newer


def test_file_goes_in_and_comes_out_the_same(administrator):
    sent = SimpleUploadedFile("legacy.toml", TEXT.encode("utf-8-sig"))
    response = administrator.post("/legacy/map/upload/", {"file": sent, "base": 0})
    assert response.status_code == 302
    version = Map.objects.get()
    assert version.text == TEXT
    response = administrator.get(f"/legacy/map/versions/{version.pk}/legacy.toml")
    assert (response.content.decode(), response["Content-Disposition"]) == (
        TEXT,
        f'attachment; filename="legacy-{version.pk}.toml"',
    )


@pytest.mark.parametrize("content", [b"\xff\xfe", b"not a map", b"x" * 1_000_001, b""])
def test_file_that_is_no_map_is_refused(administrator, content):
    sent = SimpleUploadedFile("legacy.toml", content)
    response = administrator.post("/legacy/map/upload/", {"file": sent, "base": 0})
    assert (response.status_code, Map.objects.count()) == (400, 0)
    assert list(response.context["file"].errors) == ["file"]


def test_versions_say_what_differs_and_an_older_one_can_come_again(administrator, version):
    newer = maps.save(TEXT.replace('name = "irum"', 'name = "irum"  # so'), administrator.user)
    assert list(administrator.get("/legacy/map/versions/").context["page"]) == [newer, version]
    lines = administrator.get(f"/legacy/map/versions/{newer.pk}/").context["lines"]
    assert {kind for kind, _line in lines} == {"place", "same", "added", "removed"}
    administrator.post(f"/legacy/map/versions/{version.pk}/restore/", {"base": newer.pk})
    newest = Map.objects.newest()
    assert (newest.text, newest.pk > newer.pk) == (version.text, True)


def test_versions_ask_as_much_for_one_as_for_many(
    administrator, version, django_assert_num_queries
):
    user = AdministratorFactory()
    with django_assert_num_queries(5):
        administrator.get("/legacy/map/versions/")
    for number in range(3):
        maps.save(f"{TEXT}# {number}\n", user)
    with django_assert_num_queries(5):
        administrator.get("/legacy/map/versions/")


def test_command_uses_the_newest_version_and_a_file_becomes_one(version, tmp_path):
    from tests.legacy.test_import import said

    edited = maps.save(TEXT + "\n# edited here\n")
    said("import_legacy", only=["courses"])
    assert Run.objects.get().map == edited
    file = tmp_path / "legacy.toml"
    file.write_text(TEXT)
    said("import_legacy", map=file, only=["courses"])
    newest = Map.objects.newest()
    assert (Run.objects.first().map, newest.text) == (newest, TEXT)
    assert newest.pk > edited.pk


def test_form_of_a_part_that_is_saved_untouched_changes_nothing(administrator, version):
    plain = tomllib.loads(TEXT)
    for target, sources in document.parts(plain).items():
        for number in range(len(sources)):
            posted = fields_of(administrator.get(edit(target, number)))
            response = administrator.post(edit(target, number), posted)
            assert (target, response.status_code) == (target, 302), response.context
            assert tomllib.loads(Map.objects.newest().text) == plain
    assert Map.objects.newest().text.count("#") == TEXT.count("#")


def test_form_of_a_part_saves_what_was_chosen_and_keeps_comments(administrator, version):
    posted = fields_of(administrator.get(edit("students")))
    posted |= {"note-source": "=", "note-written": '{ template = "{irum} {hs_bunho}" }'}
    response = administrator.post(edit("students"), posted | {"phone-source": ""})
    assert response.status_code == 302, response.context["preview"]
    words = tomllib.loads(Map.objects.newest().text)["students"]
    assert words["note"] == {"template": "{irum} {hs_bunho}"}
    assert "phone" not in words
    assert Map.objects.newest().created_by == administrator.user
    assert Map.objects.newest().text.count("#") >= TEXT.count("#") - 1


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"name-source": "=", "name-written": ""}, "name", ""),
        ({"name-source": "=", "name-written": '"a"\n[b]'}, "name", ""),
        ({"name-source": "", "name-written": ""}, None, "name 필드를 채워야 합니다."),
        ({"number-source": "nowhere"}, "number", "'nowhere' 열이 없습니다."),
        ({"table": "nowhere"}, None, "'nowhere' 테이블이 없습니다."),
        ({"active-source": "=", "active-written": "[1]"}, "active", "열, 열의 목록 또는"),
        ({"rows": "[x]"}, "rows", ""),
        ({"rows": "name = 1"}, "rows", "'name'은(는) 여기에 쓸 수 없습니다."),
        ({"rows": "where = 5"}, None, ""),
        ({"join-0-table": "hakseng", "join-0-name": ""}, "join", ""),
    ],
)
def test_form_of_a_part_that_is_wrong_says_at_which_field(
    administrator, version, change, field, said
):
    posted = fields_of(administrator.get(edit("students"))) | change
    response = administrator.post(edit("students"), posted)
    form = response.context["form"]
    errors = {one.field.name: str(one.errors) for one in form.values if one.errors}
    errors |= {"rows": str(form.table.errors)} if form.table.errors else {}
    errors |= {"join": str(form.joins[0].errors)} if form.joins[0].errors else {}
    assert (response.status_code, Map.objects.count()) == (400, 1)
    assert list(errors) == ([field] if field else [])
    if not field:
        assert form.problems
    assert escape(said) in response.content.decode()
    assert "번째 줄" not in "".join([*errors.values(), *form.problems])  # nobody sees lines here


def test_form_that_was_begun_from_an_older_version_is_refused(administrator, version):
    posted = fields_of(administrator.get(edit("students")))
    newer = maps.save(TEXT + "\n# newer\n")
    response = administrator.post(edit("students"), posted | {"phone-source": ""})
    assert (response.status_code, Map.objects.newest()) == (400, newer)


def test_preview_is_what_would_be_imported_and_writes_nothing(administrator, version):
    preview = administrator.get(edit("students")).context["preview"]
    old = list(apps.get_model("source", "Hakseng").objects.order_by("pk")[:10])
    place = preview.names.index("name")
    assert [row.cells[place] for row in preview.rows] == [(one.irum, False) for one in old]
    assert (Student.objects.count(), Run.objects.count()) == (0, 0)


def test_preview_resolves_references_before_anything_was_imported(administrator, version):
    preview = administrator.get(edit("marks")).context["preview"]
    assert len(preview.rows) == 10
    assert {row.reason for row in preview.rows} <= {"", "orphan student", "orphan course"}
    assert [row for row in preview.rows if not row.reason]


def test_preview_says_why_a_row_is_not_taken(administrator, version):
    posted = fields_of(administrator.get(edit("students")))
    posted |= {"birth_date-source": "irum", "birth_date-drawn_for": "irum"}
    posted |= {"name-source": "=", "name-written": '{ value = "x", values = { y = "z" } }'}
    preview = administrator.post(f"{edit('students')}look/", posted).context["preview"]
    assert {tuple(row.notes) for row in preview.rows} == {("no birth_date",)}
    posted = fields_of(administrator.get(edit("marks")))
    codes = {name: "" for name in posted if name.startswith(("status-meaning", "status-default"))}
    codes |= {"status-meaning_0": "present", "status-code_0": "never"}
    preview = administrator.post(f"{edit('marks')}look/", posted | codes).context["preview"]
    assert {row.reason for row in preview.rows} <= {"unknown code", "orphan student"}
    assert Map.objects.count() == 1


def test_preview_masks_what_is_secret(administrator, version):
    posted = fields_of(administrator.get(edit("staff")))
    posted |= {"phone-source": "bimil", "phone-drawn_for": "bimil"}
    page = administrator.post(f"{edit('staff')}look/", posted)
    preview = page.context["preview"]
    place = preview.names.index("phone")
    assert {row.cells[place] for row in preview.rows} == {(MASK, True)}
    secrets = [one.bimil for one in apps.get_model("source", "Kangsa").objects.all() if one.bimil]
    assert secrets
    assert not [secret for secret in secrets if secret in page.content.decode()]


def test_codes_of_a_secret_column_are_not_offered(administrator, version):
    posted = fields_of(administrator.get(edit("staff")))
    posted |= {"active-source": "bimil", "active-drawn_for": ""}
    page = administrator.post(f"{edit('staff')}look/?form=1", posted)
    codes = {code.value() for code, _meaning in page.context["form"].values[4].code_pairs()}
    assert codes == {""}


def test_codes_of_a_column_are_offered_with_their_meanings(administrator, version):
    form = administrator.get(edit("marks")).context["form"]
    [status] = [one for one in form.values if one.field.name == "status"]
    given = {code.value(): meaning.value() for code, meaning in status.code_pairs()}
    mapped = tomllib.loads(TEXT)["marks"]["status"]["values"]
    assert {code: given[code] for code in mapped} == mapped


def test_another_column_is_drawn_with_its_own_codes(administrator, version):
    posted = fields_of(administrator.get(edit("marks"))) | {"status-source": "kj_code"}
    page = administrator.post(f"{edit('marks')}look/?form=1", posted)
    [status] = [one for one in page.context["form"].values if one.field.name == "status"]
    assert {meaning.value() for _code, meaning in status.code_pairs()} == {""}


def test_part_is_added_and_taken_out(administrator, version):
    fresh = administrator.get(edit("students", 1))
    assert fresh.context["form"].table.data["table"] == ""
    posted = {"base": version.pk, "table": "kangsa", "name-source": "irum", "rows": ""}
    response = administrator.post(edit("students", 1), posted)
    assert response.status_code == 302, response.context["form"].problems
    plain = tomllib.loads(Map.objects.newest().text)
    assert plain["students"][1] == {"table": "kangsa", "name": "irum"}
    assert Map.objects.newest().text.count("#") == TEXT.count("#")
    administrator.post(f"{edit('students', 1)}remove/", {"base": Map.objects.newest().pk})
    assert len(tomllib.loads(Map.objects.newest().text)["students"]) == 1


def test_map_can_be_made_from_nothing_in_the_form(administrator):
    posted = {"base": 0, "table": "kangsa", "name-source": "irum", "rows": ""}
    assert administrator.post(edit("students"), posted).status_code == 302
    plain = tomllib.loads(Map.objects.get().text)
    assert plain.pop("source") == {"name": maps.source_name()}
    assert plain == {"version": 1, "students": {"table": "kangsa", "name": "irum"}}


@pytest.mark.parametrize("path", ["pupils/0/", "pupils/0/look/", "students/7/remove/"])
def test_part_that_never_was(administrator, version, path):
    assert administrator.post(f"/legacy/map/{path}").status_code == 404


def test_understanding_is_a_job_and_its_map_a_suggestion(administrator, version):
    where = administrator.post("/legacy/map/understand/").url
    work_off()
    page = administrator.get(where)
    job = Job.objects.get()
    assert (job.state, Map.objects.count()) == (Job.State.DONE, 1), job.message
    assert page.context["lines"]
    url = f"/legacy/map/suggestions/{job.pk}/"
    assert administrator.post(url, {"base": 0}).status_code == 400
    assert administrator.post(url, {"base": version.pk}).status_code == 302
    assert Map.objects.newest().text == job.result["map"]
