"""What somebody hostile, or only unlucky, types, sends and uploads. Chance comes from a
`random.Random`, so that a walk can be walked again."""

import io
import json
import uuid
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

TEXTS = [
    "", " ", "\0", "a\0b", "a" * 5_000, "😀" * 200, "\u202egnp.exe", "\ufeff", "ﷺ" * 100,
    "가" * 300,
    "' OR 1=1 --", "%", "_", "\\", "{{7*7}}", "%s%n", "<script>alert(1)</script>", "=1+1", "&#0;",
    "../../etc/passwd", "\r\nSet-Cookie: a=b", "//evil.example", "javascript:alert(1)", "None",
    "null", "[]", "{}", "on", "true", "NaN", "inf", "1e400", "-1", "0", "1.5", "²", "4567891",
    "٤٥٦٧٨٩١", "Ⅷ", "4_567_891", " 4567891", "+4567891", "0x10", "9" * 40, "9" * 5_000,
    str(2**31), str(2**63), "-0",
    "0001-01-01", "9999-12-31", "0000-00-00", "2026-02-30", "2026-11-16", "2026-13-01",
    "10000-01-01",
    "2026-W47-1", "20261116", "2026-11", "0001-01", "9999-12", "2026-00", "24:00", "23:59:60",
    "16:00",
    "2026-11-16T00:00", "2026-11-16 25:00", "00000000-0000-0000-0000-000000000000", "x" * 151,
    "a@" + "b" * 260 + ".example", "ㄱㅁㅅ", "e" + "\u0301" * 300, "\ud7ff\ue000\U0010ffff",
    "a,b;c\td",
    "(" * 2_000, "a" * 60 + "!", "," * 3_000, "0" * 3_000 + "x",
]  # fmt: skip
NUMBERS = [0, -1, 4567891, 2**31, 2**63, 10**30, 1.5, float("inf"), True, None, "0", [], {}]
HEADERS = {
    "HX-Request": ["true"],
    "HX-Current-URL": ["//evil.example", "http://[", "/\\evil", "http://testserver/?\ufeff"],
    "Accept": ["application/json", "*/*;q=x", "text/html;q=9", ",,,;;;"],
    "Accept-Language": ["en", "ko-KR;q=zz", "x" * 600, "*"],
    "Referer": ["http://[::1", "//", "javascript:1"],
    "If-None-Match": ['"x"', "*", "W/"],
    "If-Modified-Since": ["yesterday", "Thu, 01 Jan 1970 00:00:00 GMT"],
    "Range": ["bytes=9-1", "bytes=-"],
    "X-Background": ["1"],
    "X-Forwarded-For": ["1.2.3.4, \0", "'"],
    "User-Agent": ["", "\0", "\U0001f600" * 100],
}


def text(chance):
    """One of TEXTS, or characters without any sense."""
    if chance.random() < 0.9:
        return chance.choice(TEXTS)
    return "".join(chr(chance.choice([*range(1, 300), 0x202E, 0xAC00])) for _ in range(12))


def number(chance):
    return chance.choice(NUMBERS)


def changed(chance, fields, world):
    """`[(name, value)]` as a form would send them, with some of it wrong: values made up, keys of
    other things, fields left out, repeated and added."""
    sent = []
    for name, value in fields:
        luck = chance.random()
        if luck < 0.62:
            sent.append((name, value))
        elif luck < 0.82:
            sent.append((name, text(chance)))
        elif luck < 0.9:
            sent.append((name, str(world.any_key(chance))))
        elif luck < 0.95:
            sent += [(name, value), (name, text(chance))]
    if chance.random() < 0.1:
        sent.append((chance.choice(["next", "is_superuser", "pk", "id", "_method"]), text(chance)))
    return sent


def marks(chance, user, world):
    """The body of a request that saves marks, or what looks like one."""
    if chance.random() < 0.15:
        return chance.choice([b"", b"[]", b"[" * 5_000, b"\xff", b"{}", b'"', b"NaN", b"1e999"])

    def key(model):
        return world.key(chance, model) if chance.random() < 0.85 else number(chance)

    entries = [
        {
            "student": key("roster.student"),
            "lesson": key("roster.lesson"),
            "status": key("roster.status"),
            "reason": chance.choice([None, number(chance)]),
            "minutes": chance.choice([None, 5, number(chance)]),
            "note": chance.choice(["", text(chance), number(chance)]),
            "version": chance.choice([0, 1, number(chance)]),
        }
        for _ in range(chance.randrange(4))
    ]
    said = {
        "user": user if chance.random() < 0.8 else number(chance),
        "request": str(uuid.UUID(int=chance.getrandbits(128))) if chance.random() < 0.9 else "x",
        "marks": entries,
        "take": chance.choice([True, False, number(chance)]),
    }
    if chance.random() < 0.2:
        said[chance.choice(list(said))] = number(chance)
    return json.dumps(said).encode()


def file(chance):
    """What somebody uploads in place of what was asked for."""
    name, content = chance.choice(_FILES)
    return SimpleUploadedFile(name, content, chance.choice(["application/pdf", "", "x/y"]))


def _zip(parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


_FILES = [
    ("empty.xlsx", b""),
    ("a.xlsx", b"PK\x03\x04"),
    ("b.xlsx", _zip({})),
    ("c.xlsx", _zip({"[Content_Types].xml": b"<a>" * 1_000})),
    ("d.xlsx", _zip({"[Content_Types].xml": b"\0" * 1_000_000, "xl/workbook.xml": b"<x/>"})),
    ("\u202egpj.pdf", b"%PDF-1.7 and nothing"),
    ("../../x.pdf", b"%PDF-1.7"),
    ("x" * 250 + ".png", b"\x89PNG\r\n\x1a\n"),
    ("students.csv", "이름,번호\n김철수,260001\n=1+1,x\n".encode()),
    ("table.csv", "이름,번호\n=1+1,\"x\n".encode("cp949")),
    ("bytes.toml", bytes(range(256))),
    ("map.toml", b"[[students]]\ntable = 3\n"),
]  # fmt: skip
