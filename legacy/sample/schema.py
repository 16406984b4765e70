"""The tables of the sample, as an academy's programmer of 2009 named them.

A column is its name, its MySQL type with its default, and what it means.
"""

from dataclasses import dataclass

NO_DATE = "date NOT NULL DEFAULT '0000-00-00'"
NO_DATETIME = "datetime NOT NULL DEFAULT '0000-00-00 00:00:00'"
TEXT = "varchar({}) NOT NULL DEFAULT ''".format


@dataclass(frozen=True)
class Table:
    """One table; `key` has the columns of its primary key and may be empty."""

    name: str
    comment: str
    columns: tuple[tuple[str, str, str], ...]
    key: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    index: tuple[str, ...] = ()
    charset: str = "euckr"


HAKSENG = Table(
    "hakseng",
    "학생 (students)",
    (
        ("hs_bunho", "int(10) unsigned NOT NULL", "학생번호: number"),
        ("hs_login", "varchar(20) NOT NULL", "로그인: login, joined in any case of letters"),
        ("irum", "varchar(30) NOT NULL", "이름: name"),
        ("seongbyeol", "enum('남','여') DEFAULT NULL", "성별: sex"),
        ("saengil", NO_DATE, "생일: birthday, 0000-00-00 unknown"),
        ("hakgyo", TEXT(40), "학교: school"),
        ("haknyeon", "tinyint(1) NOT NULL DEFAULT '0'", "학년: grade 1 to 12, no boolean"),
        ("jeonhwa", TEXT(20), "전화: phone"),
        ("bohoja", TEXT(30), "보호자: guardian"),
        ("bohoja_jeonhwa", TEXT(20), "보호자 전화: phone of the guardian"),
        ("gaip_il", NO_DATETIME, "가입일: registered at"),
        ("twaewon_il", NO_DATE, "퇴원일: left on, 0000-00-00 still here"),
        ("sangtae", "enum('재원','휴원','퇴원') NOT NULL DEFAULT '재원'", "here, resting, left"),
        ("memo", "text DEFAULT NULL", "메모: note"),
    ),
    key=("hs_bunho",),
    unique=("hs_login",),
)
KANGSA = Table(
    "kangsa",
    "강사와 직원 (staff)",
    (
        ("ks_id", "varchar(20) NOT NULL", "아이디: login"),
        ("bimil", TEXT(64), "비밀번호: md5, or MySQL PASSWORD() with *"),
        ("irum", "varchar(30) NOT NULL", "이름: name"),
        ("jumin_bunho", "char(14) NOT NULL DEFAULT ''", "주민번호: resident number (invented)"),
        ("jeonhwa", TEXT(20), "전화: phone"),
        ("email", TEXT(80), "e-mail"),
        ("gwonhan", "tinyint(1) NOT NULL DEFAULT '1'", "0 left, 1 teacher, 5 office, 9 director"),
        ("ipsa_il", NO_DATE, "입사일: works here since"),
    ),
    key=("ks_id",),
)
KANGJWA = Table(
    "kangjwa",
    "강좌 (courses)",
    (
        ("kj_code", "char(5) NOT NULL", "강좌코드: code"),
        ("kj_myeong", "varchar(60) NOT NULL", "강좌명: name"),
        ("damdang", TEXT(20), "담당: kangsa.ks_id, in any case of letters"),
        ("gyosil", TEXT(20), "교실: room"),
        ("gaeseol", "year(4) NOT NULL DEFAULT '0000'", "개설연도: opened in"),
        ("suganryo", "decimal(10,2) NOT NULL DEFAULT '0.00'", "수강료: fee of a month"),
        ("pyeswae_il", NO_DATE, "폐쇄일: closed on, 0000-00-00 open"),
        ("order", "tinyint(4) NOT NULL DEFAULT '0'", "순서: order in lists"),
        ("desc", "varchar(200) DEFAULT NULL", "설명: description"),
    ),
    key=("kj_code",),
)
SIGANPYO = Table(
    "siganpyo",
    "시간표 (weekly plan)",
    (
        ("kj_code", "char(5) NOT NULL", "강좌코드"),
        ("yoil", "tinyint(3) unsigned NOT NULL", "요일: 1 Monday to 7 Sunday"),
        ("gyosi", "tinyint(3) unsigned NOT NULL DEFAULT '1'", "교시: period"),
        ("sijak", "time NOT NULL DEFAULT '00:00:00'", "시작: begins at"),
        (
            "kkeut",
            "time NOT NULL DEFAULT '00:00:00'",
            "끝: ends at; 25:10 is 01:10 of the next day",
        ),
    ),
    key=("kj_code", "yoil", "gyosi"),
)
SUGANG = Table(
    "sugang",
    "수강 (enrolments; coming back is a second row)",
    (
        ("kj_code", "char(5) NOT NULL", "강좌코드"),
        ("hs_login", "varchar(20) NOT NULL", "hakseng.hs_login, in any case of letters"),
        ("ipban_il", NO_DATE, "입반일: from"),
        ("toeban_il", NO_DATE, "퇴반일: last day, 0000-00-00 still in it"),
        ("beonho", "smallint(5) unsigned NOT NULL DEFAULT '0'", "번호: roll number"),
    ),
    key=("kj_code", "hs_login", "ipban_il"),
)
SUEOP = Table(
    "sueop",
    "수업 (lessons)",
    (
        ("sueop_no", "int(10) unsigned NOT NULL", "수업번호"),
        ("kj_code", "char(5) NOT NULL", "강좌코드"),
        ("nalja", NO_DATE, "날짜: date"),
        ("gyosi", "tinyint(3) unsigned NOT NULL DEFAULT '1'", "교시: period"),
        ("sijak", "time DEFAULT NULL", "시작: begins at"),
        ("kkeut", "time DEFAULT NULL", "끝: ends at; 25:10 is 01:10 of the next day"),
        ("danwon", TEXT(100), "단원: topic"),
        ("sangtae", "char(1) NOT NULL DEFAULT 'Y'", "Y planned, J held, H cancelled (휴강)"),
    ),
    key=("sueop_no",),
    index=("kj_code", "nalja"),
)
CHULGYUL = Table(
    "chulgyul",
    "출결 (marks: one row per student, course, date and period)",
    (
        ("il_no", "bigint(20) unsigned NOT NULL", "일련번호"),
        ("sueop_no", "int(10) unsigned NOT NULL DEFAULT '0'", "sueop.sueop_no, 0 unknown"),
        ("kj_code", "char(5) NOT NULL", "강좌코드"),
        ("hs_login", "varchar(20) NOT NULL", "hakseng.hs_login, in any case of letters"),
        ("nalja", NO_DATE, "날짜: date, 0000-00-00 unknown"),
        ("gyosi", "tinyint(3) unsigned NOT NULL DEFAULT '1'", "교시: period"),
        ("gubun", "char(2) NOT NULL DEFAULT ''", "구분: code of CHUL in gongtong_code"),
        ("ipsil", "time DEFAULT NULL", "입실: came in at; 24:05 is 00:05 of the next day"),
        ("jigak_bun", "smallint(6) DEFAULT NULL", "지각 분: minutes late, 9999 unknown"),
        ("bigo", "varchar(100) DEFAULT NULL", "비고: note"),
        ("deungrok_ja", TEXT(20), "등록자: entered by"),
        ("deungrok_il", NO_DATETIME, "등록일: entered at"),
    ),
    key=("il_no",),
    index=("kj_code", "nalja"),
)
GONGTONG_CODE = Table(
    "gongtong_code",
    "공통코드 (codes)",
    (
        ("bunryu", "varchar(10) NOT NULL", "분류: CHUL marks, GWON rights, SUEOP lessons"),
        ("code", "varchar(4) NOT NULL", "코드"),
        ("code_myeong", "varchar(40) NOT NULL", "코드명: what it means"),
        ("order", "tinyint(4) NOT NULL DEFAULT '0'", "순서"),
        ("sayong", "tinyint(1) NOT NULL DEFAULT '1'", "사용: 1 in use, 0 not"),
    ),
    key=("bunryu", "code"),
)
JEOPSOK_LOG = Table(
    "jeopsok_log",
    "접속기록 (sign-ins; no key)",
    (
        ("hs_login", "varchar(20) NOT NULL", "로그인"),
        ("ip", "int(10) unsigned NOT NULL DEFAULT '0'", "IP as a number"),
        ("sigan", "timestamp NOT NULL DEFAULT '0000-00-00 00:00:00'", "시간"),
    ),
)
GESIPAN = Table(
    "gesipan",
    "게시판 (notice board)",
    (
        ("geul_no", "int(10) unsigned NOT NULL", "글번호"),
        ("jemok", "varchar(120) NOT NULL", "제목: title"),
        ("naeyong", "mediumtext DEFAULT NULL", "내용: text or HTML"),
        ("geulsseuni", TEXT(20), "글쓴이: written by"),
        ("jakseong_il", NO_DATETIME, "작성일: written at"),
        ("group", "int(11) NOT NULL DEFAULT '0'", "묶음: thread"),
    ),
    key=("geul_no",),
    charset="utf8mb4",
)
TABLES = (
    HAKSENG, KANGSA, KANGJWA, SIGANPYO, SUGANG, SUEOP, CHULGYUL, GONGTONG_CODE, JEOPSOK_LOG,
    GESIPAN,
)  # fmt: skip
