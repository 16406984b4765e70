"""Files and pasted cells become rows; what is broken says why."""

import datetime
import io
import struct
import zipfile

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from roster.files import reading, sheets
from roster.files import text as texts
from roster.files.cells import plain, written
from roster.files.columns import header_row, matched, questions
from roster.files.dates import NoDate, is_ambiguous, read_date
from roster.files.fields import Faulty, Field, Reading, _read
from roster.files.kinds import KINDS
from roster.files.reading import read_file, read_text
from roster.files.students import FIELDS
from roster.files.text import Line
from roster.workbooks.reading import OLD_OR_ENCRYPTED, Unreadable

TEXT = "학번,이름\n007,김민수\n"


def workbook(*rows):
    """A .xlsx with these rows, as bytes."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", 8) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("_", "/"), content)
    return file.getvalue()


def cells(lines):
    return [line.cells for line in lines]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"]
)
def test_text_of_any_encoding_is_read(encoding):
    lines = read_file("a.csv", TEXT.encode(encoding))
    assert cells(lines) == [["학번", "이름"], ["007", "김민수"]]


@pytest.mark.parametrize("delimiter", "\t,;|")
def test_cells_divided_by_anything_are_told_apart(delimiter):
    text = f'"학번"{delimiter}이름\r\n1{delimiter}"김 ""민"" 수\n둘째 줄"\r\n\r\n2{delimiter}\r\n'
    lines = read_text(text)
    assert [(line.number, line.cells) for line in lines] == [
        (1, ["학번", "이름"]),
        (2, ["1", '김 "민" 수\n둘째 줄']),
        (5, ["2", ""]),
    ]


def test_text_with_three_delimiters_and_a_broken_quote_has_faulty_rows():
    text = 'number,name,phone\n1,A,010\n2;B;011\n3\tC\t012\n4,"D,013\n5,E,014\n6,F,015,9\n'
    assert [(line.number, line.fault) for line in read_text(text)] == [
        (1, ""), (2, ""), (3, "delimiter"), (4, "delimiter"), (5, "quote"), (6, ""), (7, "width"),
    ]  # fmt: skip


def test_workbook_is_read_as_one_sees_it():
    day = datetime.datetime(2026, 3, 1)
    content = workbook(["명단"], [], ["학번", "이름", "날짜"], [7.0, " 김\u00a0민수 ", day, None])
    lines = read_file("a.xlsx", content)
    assert [(line.number, line.cells) for line in lines] == [
        (1, ["명단"]),
        (3, ["학번", "이름", "날짜"]),
        (4, ["7", "김 민수", "2026-03-01"]),
    ]


def test_workbook_with_formulas_gives_their_values_or_says_so():
    content = workbook(["a", "b", "c"], ["=1+1", "#N/A", "x"])
    assert cells(read_file("a.xlsx", content))[1] == [{"fault": "formula"}, {"fault": "error"}, "x"]
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    kept = sheet.replace("<f>1+1</f><v />", "<f>1+1</f><v>2</v>")
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, kept if name.endswith("sheet1.xml") else old.read(name))
    assert cells(read_file("a.xlsx", file.getvalue()))[1][0] == "2"


BAD = {
    "empty": ("a.csv", b"", "내용이 없습니다."),
    "old": ("a.xlsx", OLD_OR_ENCRYPTED + b"\0" * 600, "암호가 걸렸거나 옛 엑셀 형식입니다."),
    "web page": ("a.xls", b"<html><table><tr><td>1</table>", "웹 페이지입니다."),
    "truncated": ("a.xlsx", workbook(["a"])[:-300], "엑셀 파일(.xlsx)이 아니거나 일부만 있습니다."),
    "zip": ("a.xlsx", packed(a="b"), "엑셀 파일(.xlsx)이 아니거나 일부만 있습니다."),
    "macro name": ("a.xlsm", workbook(["a"]), "매크로가 든 파일입니다."),
    "macro": (
        "a.xlsx",
        packed(xl_vbaProject="x", **{"xl_vbaProject.bin": "x"}),
        "매크로가 든 파일",
    ),
    "picture": ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\xff" * 40, "엑셀 파일도 아니고"),
    "cut off": ("a.csv", "학번,이름\n1,김".encode()[:-1], "글자 중간에서 끊긴"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_file_says_what_is_wrong(kind):
    name, content, said = BAD[kind]
    with pytest.raises(Unreadable, match=said.replace("(", r"\(").replace(")", r"\)")):
        read_file(name, content)


def test_file_that_is_too_large_or_a_bomb_is_refused(monkeypatch):
    content = workbook(["a"])
    monkeypatch.setattr("roster.workbooks.reading.LARGEST_UNPACKED", 1000)
    with pytest.raises(Unreadable, match="압축을 풀면"):
        read_file("a.xlsx", content)
    monkeypatch.setattr(reading, "LARGEST_FILE", 1000)
    with pytest.raises(Unreadable, match="너무 큽니다"):
        read_file("a.xlsx", content)
    monkeypatch.setattr(reading, "MOST_ROWS", 1)
    with pytest.raises(Unreadable, match="50,000"):
        read_text("a\nb")
    monkeypatch.setattr(texts, "MOST_CELLS", 2)
    monkeypatch.setattr("roster.workbooks.reading.LARGEST_UNPACKED", 10**6)
    for content in (b"a,b\nc,d", workbook(["a", "b"], ["c", "d"])):
        monkeypatch.setattr(reading, "LARGEST_FILE", 10**6)
        with pytest.raises(Unreadable, match="칸이 너무 많습니다"):
            read_file("a", content)
    monkeypatch.setattr(texts, "MOST_BROKEN", 1)
    with pytest.raises(Unreadable, match="따옴표"):
        read_text('"a\n"b\n')


def test_rows_far_below_are_not_walked_through(monkeypatch):
    monkeypatch.setattr(sheets, "LAST_ROW", 2)
    assert cells(read_file("a.xlsx", workbook(["a"], ["b"], ["c"]))) == [["a"], ["b"]]


def test_cells_lose_the_marks_of_excel():
    assert [plain(value) for value in (7.0, 7.5, True, None, "\u200b가\u3000나 ")] == [
        "7", "7.5", "TRUE", "", "가 나",
    ]  # fmt: skip
    assert [written(text) for text in ('="007"', "'=1+1", "'90", "-")] == [
        "007", "=1+1", "'90", "-",
    ]  # fmt: skip
    assert plain("\u1100\u1161") == "가"  # as macOS writes Hangul


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01", "2026.3.1", "2026. 3. 1.", "2026/3/1", "20260301", "2026년 3월 1일", "46082",
        "２０２６．３．１", "1 Mar 2026", "2026-03-01 00:00:00", "2026.3.1(일)", "26년 3월 1일",
    ],
)  # fmt: skip
def test_date_that_means_one_day_is_read(text):
    assert read_date(text) == datetime.date(2026, 3, 1)
    assert not is_ambiguous(text)


def test_date_that_means_several_days_is_asked():
    for text in ("1/3/26", "03/04/2026", "260301", "3/4"):
        with pytest.raises(NoDate, match="which_order"):
            read_date(text, year=2026)
        assert is_ambiguous(text)
    read = [read_date("01/03/26", order).isoformat() for order in ("ymd", "mdy", "dmy")]
    assert read == ["2001-03-26", "2026-01-03", "2026-03-01"]
    assert read_date("25/3/2026") == datetime.date(2026, 3, 25)  # there is no 25th month


def test_date_without_a_year_or_that_is_none_says_so():
    for text, code in (("3월 1일", "no_year"), ("2월 30일", "no_year"), ("내일", "no_date")):
        with pytest.raises(NoDate, match=code):
            read_date(text)
    assert read_date("3월 1일", year=2026) == datetime.date(2026, 3, 1)
    for text in ("0000-00-00", "2026-02-30", "9", "99999"):
        with pytest.raises(NoDate, match="no_date"):
            read_date(text, "dmy", 2026)


def value(kind, cell, **more):
    return _read(cell, Field("x", "x", kind=kind, **more), Reading())


def test_values_are_read_as_people_and_excel_write_them():
    assert value("code", "００７.0") == "007"
    assert value("phone", "1012345678") == "01012345678"
    assert value("birth", "68년 3월 1일") == datetime.date(1968, 3, 1)
    assert (value("integer", "3.0"), value("email", "a@b.kr")) == (3, "a@b.kr")
    assert (value("boolean", "재원", meanings=({"재원"}, {"퇴원"})), value("boolean", "N")) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        ("integer", "3.5", "no_integer"),
        ("integer", "70000", "no_integer"),
        ("email", "a@", "no_email"),
        ("boolean", "아마", "no_boolean"),
        ("line", "x" * 2001, "too_long"),
        ("line", {"fault": "formula"}, "formula"),
    ],
)
def test_value_that_is_none_says_why(kind, cell, code):
    with pytest.raises(Faulty, match=code):
        value(kind, cell)


@pytest.mark.parametrize(
    ("heads", "names"),
    [
        ("학번,성명,생년월일,이메일,비고,재원", "number,name,birth_date,email,note,is_active"),
        ("No.,Name,Date of birth,Mobile,E-mail", "number,name,birth_date,phone,email"),
        ("학생명,보호자 연락처,학생 전화번호", "name,guardian_phone,phone"),
        ("이름,보호자,보호자 관계", "name,guardian_name,guardian_relation"),
        ("출석부 키,학번,이름", "key,number,name"),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_headings(heads, names):
    found = {name: place for place, name in enumerate(names.split(",")) if name}
    assert matched(heads.split(","), FIELDS) == found


def test_headings_below_a_title_are_found():
    rows = [Line(1, ["2026 학생 명단"]), Line(3, ["학번", "이름"]), Line(4, ["1", "김민수"])]
    assert (header_row(rows, FIELDS), header_row(rows[2:], FIELDS)) == (3, 0)


def test_questions_are_about_date_columns_only():
    columns = {"name": 0, "birth_date": 1}
    assert questions([["1/2/26", "2020-01-01"]], FIELDS, columns) == ("", "")
    assert questions([["", "2020-01-01"], ["", "1/2/26"]], FIELDS, columns) == ("1/2/26", "")


SHEET = "<worksheet><sheetData>{}</sheetData></worksheet>"
CROWDED = {
    "cells": {"xl/worksheets/sheet1.xml": SHEET.format(f"<row>{'<c/>' * 100_001}</row>")},
    "no row": {"xl/worksheets/sheet1.xml": "<x/>" * 100_001},
    "rows": {"xl/worksheets/sheet1.xml": SHEET.format('<x:row r="1"/>' * 1_100_000)},
    "styles": {"xl/styles.xml": "<xf/>" * 900_000},
    "texts": {"xl/sharedStrings.xml": "<si/>" * 4_200_000},
}


@pytest.mark.parametrize("kind", CROWDED)
def test_small_file_that_would_take_much_memory_or_time_is_refused(kind):
    content = zipped({"[Content_Types].xml": "<Types/>"} | CROWDED[kind])
    assert len(content) < 200_000
    with pytest.raises(Unreadable, match="압축을 풀면"):
        read_file("a.xlsx", content)


def test_broad_sheet_is_read():
    (line,) = read_file("a.xlsx", workbook(["x"] * 100))
    assert line.cells == ["x"] * 100


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def test_zip_that_holds_nothing_is_refused():
    empty = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 0, 0, 0, 0, 0)
    with pytest.raises(Unreadable):
        read_file("a.xlsx", empty)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_headings_of_a_template_are_known(kind, language):
    with override(language):
        heads = [str(field.label) for field in KINDS[kind].fields]
    assert matched(heads, KINDS[kind].fields) == {
        field.name: place for place, field in enumerate(KINDS[kind].fields)
    }
