"""What is wrong with a map, or asked of it, stands on its pages in the reader's language."""

import pytest
from django.db import OperationalError
from django.utils.html import escape

from legacy import maps
from legacy.errors import Said, of_old_database
from legacy.models import Job, Map
from tests.legacy.test_map_pages import TEXT, administrator, edit, version

__all__ = ["administrator", "version"]
pytestmark = pytest.mark.django_db(databases=["default", "legacy"])
AGAIN = """
[[courses]]
table = "kangjwa"
name = "kj_code"
"""
WRONG = [
    (
        ('"hakseng"', '"haksen"'),
        "18번째 줄, [students]: 기존 데이터베이스에 'haksen' 테이블이 없습니다."
        " 혹시 'hakseng'입니까?",
        "line 18, [students]: the old database has no table 'haksen'; did you mean 'hakseng'?",
    ),
    (
        ('"saengil"', '"saengi"'),
        "21번째 줄, [students] birth_date: 'hakseng' 테이블에 'saengi' 열이 없습니다."
        " 혹시 'saengil'입니까?",
        "line 21, [students] birth_date: the table 'hakseng' has no column 'saengi';"
        " did you mean 'saengil'?",
    ),
    (
        ('5 = "office"', '5 = "ofice"'),
        "14번째 줄, [staff] role: 'ofice'은(는) 쓸 수 없습니다."
        " 쓸 수 있는 값: administrator, office, teacher, viewer. 혹시 'office'입니까?",
        "line 14, [staff] role: 'ofice' is none of administrator, office, teacher, viewer;"
        " did you mean 'office'?",
    ),
    (
        ('name = "kj_myeong"\n', ""),
        "33번째 줄, [courses]: name 필드를 채워야 합니다.",
        "line 33, [courses]: needs name",
    ),
    (
        ("[courses]\n", f"{AGAIN}[[courses]]\n"),
        "37번째 줄, [courses]: 두 곳에서 'kangjwa' 테이블의 같은 행을 가져옵니다."
        " 같은 열의 `where`나 서로 다른 `key`로 구분하세요.",
        "line 37, [courses]: two of them take the same rows of 'kangjwa';"
        " tell these apart by `where` of one column, or by `key`",
    ),
    (
        ("[marks.status.values]", "[lessons.join]\nx = 5\n\n[marks.status.values]"),
        "75번째 줄, [lessons] join: table, match, by를 빠짐없이 적고 다른 것은 적지 않아야 합니다.",
        "line 75, [lessons] join: has table, match and by",
    ),
    (
        ("[marks.status]\n", "[marks.status\n"),
        "매핑이 올바른 TOML이 아닙니다: Expected ']' at the end of a table declaration"
        " (at line 72, column 14)",
        "The map is no TOML: Expected ']' at the end of a table declaration"
        " (at line 72, column 14)",
    ),
    (
        ('name = "', 'name = "another'),
        "매핑의 원본 이름이 'sample'에서 'anothersample'(으)로 바뀌었습니다."
        " 이름이 다르면 이미 가져온 행을 알아볼 수 없어 모든 행을 한 번 더 가져오게 됩니다.",
        "The map's source is called 'anothersample', and was 'sample':"
        " under another name no row is known, and every row would come a second time",
    ),
]


@pytest.mark.parametrize(
    ("change", "korean", "english"), WRONG, ids=[english[:24] for *_, english in WRONG]
)
def test_text_that_is_wrong_says_so_in_the_readers_language(
    administrator, version, change, korean, english
):
    maps.use(version)
    sent = {"text": TEXT.replace(*change, 1), "base": version.pk}
    for language, said in (("ko", korean), ("en", english)):
        response = administrator.post("/legacy/map/", sent, headers={"accept-language": language})
        assert response.status_code == 400
        assert response.context["text"].errors["text"] == [said]
        assert escape(said) in response.content.decode()
    assert Map.objects.get() == version


def test_preview_that_fails_says_why_in_korean(administrator, version, monkeypatch):
    def away(source, number):
        raise of_old_database(OperationalError(2013, "Lost connection"))

    said = "기존 서버와 연결이 끊어졌습니다. 다시 실행하면 멈춘 곳부터 이어집니다."
    monkeypatch.setattr("legacy.editing.preview.read_rows", away)
    response = administrator.get(edit("students"))
    assert response.context["preview"].problem == f"Lost connection (2013) – {said}"
    assert said in response.content.decode()


def test_questions_of_a_suggestion_are_asked_in_korean(administrator, version):
    kept = [Said("What is %(target)s: %(field)s?", target="marks", field="date").parts(), "Of old?"]
    result = {"map": TEXT, "questions": kept}
    job = Job.objects.create(kind="understand", slot="x", state=Job.State.DONE, result=result)
    page = administrator.get(f"/legacy/jobs/{job.pk}/").content.decode()
    for said in ("marks의 date은(는) 어느 열에 있습니까?", "Of old?"):
        assert f"확인해 주세요: {said}</p>" in page
