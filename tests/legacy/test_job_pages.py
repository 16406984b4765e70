"""Imports that are started, watched, stopped and taken back in the browser."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from legacy import maps
from legacy.models import Job, Map, Reject, Run, Worker
from legacy.queue.jobs import enqueue
from legacy.queue.work import Work
from legacy.queue.worker import Loop
from roster.models import Mark, Student
from tests.factories import AdministratorFactory, OfficeFactory
from tests.legacy.test_queue import make_worker, work_off

pytestmark = pytest.mark.django_db(databases=["default", "legacy"])
JSON = {"accept": "application/json"}
START = "/legacy/imports/"


@pytest.fixture
def administrator(client):
    user = AdministratorFactory()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def version():
    """The sample's map with the marks and lessons of one course only, as its newest version."""
    text = (settings.BASE_DIR / "legacy/sample/legacy.toml").read_text()
    code = apps.get_model("source", "Kangjwa").objects.first().pk
    for table in ("chulgyul", "sueop"):
        where = f'where = {{ kj_code = "{code}" }}'
        text = text.replace(f'table = "{table}"\n', f'table = "{table}"\n{where}\n')
    return maps.save(text)


def test_import_started_by_a_form_leads_to_its_progress(administrator, version):
    response = administrator.post(START, {"kind": "import"})
    job = Job.objects.get()
    assert (response.status_code, response.url) == (302, f"/legacy/jobs/{job.pk}/")
    assert (job.arguments, job.created_by) == (
        {"map": version.pk, "full": False, "placeholders": False, "retire": False},
        administrator.user,
    )
    work_off()
    run = Run.objects.get()
    assert (run.state, run.job, run.started_by) == (Run.State.DONE, job, administrator.user)
    assert run.map == version
    page = administrator.get(response.url).content.decode()
    assert f'href="/legacy/runs/{run.pk}/"' in page
    assert "progress.js" not in page


def test_import_started_by_a_program_is_accepted_with_its_progress(administrator, version):
    response = administrator.post(START, {"kind": "import", "full": "on"}, headers=JSON)
    where = f"/legacy/jobs/{Job.objects.get().pk}/"
    assert (response.status_code, response["Location"]) == (202, where)
    assert response.json() == {"progress": where}
    assert Job.objects.get().arguments["full"] is True
    progress = administrator.get(where, headers=JSON)
    assert progress.json() == {
        "state": "waiting",
        "text": "대기 중",
        "done": 0,
        "total": 0,
        "percent": None,
        "is_open": True,
        "has_worker": False,
        "message": "",
    }
    assert "Accept" in progress["Vary"].split(", ")


def test_import_that_would_retire_a_table_unawares_says_so_until_the_box_is_ticked(
    administrator, version
):
    enqueue("import", map=version.pk, only=["students"])
    work_off()
    head = 'version = 1\n[source]\nname = "sample"\n[students]\n'
    maps.save(f'{head}table = "kangsa"\nname = "irum"\n')
    refused = administrator.post(START, {"kind": "import"}).url
    work_off()
    page = administrator.get(refused).content.decode()
    assert "[students]에서 hakseng 테이블을 더 이상 읽지 않습니다." in page
    assert Student.objects.exclude(retired_at=None).count() == 0
    administrator.post(START, {"kind": "import", "retire": "on"})
    work_off()
    assert Student.objects.exclude(retired_at=None).count() == 240


def test_import_started_by_htmx_is_sent_to_its_progress(administrator, version):
    response = administrator.post(START, {"kind": "import"}, headers={"hx-request": "true"})
    where = f"/legacy/jobs/{Job.objects.get().pk}/"
    assert (response.status_code, response["HX-Redirect"]) == (202, where)


def test_progress_says_how_far_it_is_in_numbers(administrator):
    job = Job.objects.create(kind="import", slot="x", state="running", done=1234, total=9999)
    progress = administrator.get(f"/legacy/jobs/{job.pk}/", headers=JSON).json()
    assert (progress["percent"], progress["text"]) == (12, "9,999행 중 1,234행")
    page = administrator.get(f"/legacy/jobs/{job.pk}/").content.decode()
    assert '<progress class="job-progress" max="100" value="12"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page


def test_second_start_while_one_is_not_done_is_refused(administrator, version):
    administrator.post(START, {"kind": "import"})
    first = Job.objects.get()
    again = administrator.post(START, {"kind": "dry run"}, headers=JSON)
    assert (again.status_code, again.json()["progress"]) == (409, f"/legacy/jobs/{first.pk}/")
    page = administrator.post(START, {"kind": "import"})
    assert (page.status_code, page.context["job"]) == (409, first)
    assert Job.objects.count() == 1


def test_start_while_a_command_imports_is_refused(administrator, version):
    run = Run.objects.create(
        map=version, host="another", heartbeat_at=timezone.now(), state=Run.State.RUNNING
    )
    page = administrator.post(START, {"kind": "import"})
    assert (page.status_code, page.context["run"]) == (409, run)
    answer = administrator.post(START, {"kind": "import"}, headers=JSON)
    assert (answer.status_code, answer.json()["progress"]) == (409, f"/legacy/runs/{run.pk}/")
    assert not Job.objects.exists()
    Run.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
    assert administrator.post(START, {"kind": "import"}).status_code == 302


def test_index_says_when_the_models_are_newer_than_the_server(administrator, settings, tmp_path):
    assert administrator.get("/legacy/").context["is_old"] is False
    settings.LEGACY_MODELS = tmp_path / "models.py"
    settings.LEGACY_MODELS.write_text("")
    assert "다시 시작" in administrator.get("/legacy/").content.decode()


@pytest.mark.parametrize("data", [{}, {"kind": "undo"}, {"kind": "x"}])
def test_start_of_nonsense_is_refused(administrator, version, data):
    assert administrator.post(START, data).status_code == 400
    assert not Job.objects.exists()


def test_start_without_a_map_is_refused(administrator):
    assert administrator.post(START, {"kind": "import"}).status_code == 400


def test_dry_run_shows_what_would_come_and_writes_nothing(administrator, version):
    where = administrator.post(START, {"kind": "dry run"}).url
    work_off()
    assert (Run.objects.count(), Student.objects.count()) == (0, 0)
    response = administrator.get(where)
    rows = {name: read for name, read, *_ in response.context["rows"]}
    assert rows["students"] == str(apps.get_model("source", "Hakseng").objects.count())
    rejects = Job.objects.get().result["rejects"]
    assert {one["reason"] for one in rejects} >= {"orphan student"}
    assert rejects[0]["key"] in response.content.decode()
    lines = b"".join(administrator.get(f"{where}rejects.csv").streaming_content).splitlines()
    assert len(lines) == len(rejects) + 1


def test_import_that_fails_says_why(administrator, version):
    Map.objects.update(text=version.text.replace('"chulgyul"', '"nowhere"'))
    where = administrator.post(START, {"kind": "import"}).url
    work_off()
    job, korean = Job.objects.get(), "기존 데이터베이스에 'nowhere' 테이블이 없습니다."
    assert (job.state, job.message.partition(", ")[2]) == (
        Job.State.FAILED,
        "[marks]: the old database has no table 'nowhere'",
    )
    for language, said in (("ko", korean), ("en", job.message)):
        response = administrator.get(where, headers={"accept-language": language})
        assert escape(said) in response.content.decode()


def test_version_saved_meanwhile_is_not_what_is_imported(administrator, version):
    administrator.post(START, {"kind": "import"})
    newer = maps.save(version.text + "\n# newer\n")
    work_off()
    assert (Run.objects.get().map, Map.objects.newest()) == (version, newer)


def test_stop_ends_what_waits_and_says_so(administrator, version):
    where = administrator.post(START, {"kind": "import"}).url
    assert administrator.post(f"{where}cancel/").url == where
    assert Job.objects.get().state == Job.State.CANCELLED
    assert administrator.post(f"{where}cancel/").status_code == 302
    work_off()
    assert not Run.objects.exists()


def test_stop_ends_an_import_between_two_batches(administrator, version, monkeypatch):
    where = administrator.post(START, {"kind": "import"}).url
    loop, advance = Loop(once=True), Work.advance
    loop.register()

    def watched(work, number=1):
        """Somebody presses Stop when the first students have come."""
        if Student.objects.exists() and work.stop is None:
            administrator.post(f"{where}cancel/")
            loop._sign()
        advance(work, number)

    monkeypatch.setattr(Work, "advance", watched)
    loop.work_off()
    job, run = Job.objects.get(), Run.objects.get()
    assert (job.state, run.state, run.message) == ("cancelled", "failed", "Stopped by hand")
    assert not Mark.objects.exists()


def test_pages_say_when_there_is_no_worker(administrator, version):
    assert "run_worker" in administrator.get("/legacy/").content.decode()
    make_worker()
    assert "run_worker" not in administrator.get("/legacy/").content.decode()
    assert Worker.objects.count() == 1


def test_undo_says_what_it_will_do_and_does_it(administrator, version):
    administrator.post(START, {"kind": "import"})
    work_off()
    run = Run.objects.get()
    page = reverse("legacy:undo", args=(run.pk,))
    rows = {name: numbers for name, *numbers in administrator.get(page).context["rows"]}
    assert rows["students"] == [Student.objects.count(), 0]
    where = administrator.post(page).url
    work_off()
    run.refresh_from_db()
    assert (run.state, Student.objects.count(), Mark.objects.count()) == (Run.State.UNDONE, 0, 0)
    undone = administrator.get(where).context["undone"]
    assert ["students", rows["students"][0], 0, 0] in [list(row) for row in undone]
    assert administrator.get(page).status_code == 409
    assert administrator.post(page).status_code == 409


def test_undo_of_an_import_that_another_has_built_on_is_refused(administrator, version):
    first = Run.objects.create(map=version, state=Run.State.DONE)
    later = Run.objects.create(map=version, state=Run.State.DONE)
    response = administrator.post(reverse("legacy:undo", args=(first.pk,)))
    assert (response.status_code, response.context["later"]) == (409, later)
    assert not Job.objects.exists()


def test_undo_that_had_come_to_its_end_is_not_repeated(administrator, version):
    run = Run.objects.create(map=version, state=Run.State.UNDONE)
    Job.objects.create(
        kind="undo", slot="bridge", tries=1, state="running", arguments={"run": run.pk}
    )
    work_off()
    assert Job.objects.get().state == Job.State.DONE


def test_import_that_had_come_to_its_end_is_not_repeated(version):
    job = Job.objects.create(
        kind="import", slot="bridge", tries=1, state="running", arguments={"map": version.pk}
    )
    Run.objects.create(map=version, state=Run.State.DONE, job=job)
    work_off()
    job.refresh_from_db()
    assert (job.state, Run.objects.count()) == (Job.State.DONE, 1)


@pytest.mark.parametrize("path", ["imports/", "jobs/1/cancel/", "runs/1/undo/"])
def test_starting_is_for_administrators_only(client, version, path):
    client.force_login(OfficeFactory())
    assert client.post(f"/legacy/{path}", {"kind": "import"}).status_code == 404
    assert not Job.objects.exists()


def test_run_says_what_differs_from_the_run_before(administrator, version):
    counts = {"students": {"read": 5, "new": 5, "rejected": 1}, "courses": {"read": 2}}
    first = Run.objects.create(map=version, state=Run.State.DONE, counts=counts)
    Run.objects.create(map=version, state=Run.State.FAILED)
    more = {"students": {"read": 7, "changed": 2, "rejected": 2}, "courses": {"read": 2}}
    second = Run.objects.create(map=version, state=Run.State.DONE, counts=more)
    for run, key in ((first, "1"), (second, "1"), (second, "2")):
        Reject.objects.create(run=run, target="students", table="t", key=key, reason="duplicate")
    assert "before" not in administrator.get(f"/legacy/runs/{first.pk}/").context
    context = administrator.get(f"/legacy/runs/{second.pk}/").context
    assert context["before"] == first
    assert context["changes"] == [("students", [2, -5, 2, 0, 0, 0, 1])]
    assert ([one.key for one in context["fresh"]], context["fresh_number"]) == (["2"], 1)
    page = administrator.get(f"/admin/legacy/run/{second.pk}/change/").content.decode()
    assert "students: read +2, new -5, changed +2, rejected +1<br>" in page
    assert "새로 제외된 행 1개" in page


def test_old_passwords_and_resident_numbers_are_nowhere_in_what_a_job_keeps(administrator, version):
    """The staff's table has both; the map even makes sign-in names of resident numbers."""
    text = version.text.replace('username = "ks_id"', 'username = "jumin_bunho"')
    maps.save(text)
    administrator.post(START, {"kind": "dry run"})
    administrator.post("/legacy/map/understand/")
    work_off()
    kept = json.dumps(
        list(Job.objects.values_list("result", "message", "said")), ensure_ascii=False
    )
    people = apps.get_model("source", "Kangsa").objects.all()
    secrets = [one for row in people for one in (row.bimil, row.jumin_bunho) if one]
    assert len(secrets) > 5
    assert [secret for secret in secrets if secret in kept] == []


def test_column_that_the_map_takes_for_passwords_is_masked_whatever_its_name(
    administrator, version
):
    text = version.text.replace('phone = "jeonhwa"\n', "", 1)
    text = text.replace('password = "bimil"', 'password = "jeonhwa"')
    maps.save(text.replace('0 = "viewer"', 'x = "viewer"'))
    page = administrator.get("/legacy/map/staff/0/")
    administrator.post(START, {"kind": "dry run"})
    work_off()
    result = Job.objects.get().result
    people = apps.get_model("source", "Kangsa").objects.all()
    left_out = [one["key"] for one in result["rejects"] if one["target"] == "staff"]
    phones = [one.jeonhwa for one in people if one.jeonhwa and one.pk in left_out]
    shown = page.content.decode() + json.dumps(result, ensure_ascii=False)
    assert phones
    assert [phone for phone in phones if phone in shown] == []


def test_run_over_unchanged_rows_says_where_those_left_out_are(administrator, version):
    run = Run.objects.create(map=version, state=Run.State.DONE, counts={"marks": {"rejected": 3}})
    page = administrator.get(f"/legacy/runs/{run.pk}/").content.decode()
    assert ("이전 가져오기에 있습니다" in page, "모든 행을" in page) == (True, False)
