"""Words of databases of any kind, in several languages; what a database is about, the apps say."""

from legacy.guessing.recognition import words

ROLE_COLUMN = words(
    """role, kind, type, usertype, group, level, lvl, auth, gubun, 구분, 권한, 역할, rol, tipo,
    rolle, art, perfil, tip, user_role, category"""
)
TIMES = words(
    """date, day, dt, ymd, time, ts, at, on, when, il, ilja, nalja, 일, 일자, 날짜, 생년월일,
    생일, birth, born, dob, fecha, datum, data, tag, dia, jour, tanggal, tgl, tarih, epoch,
    unix, created, updated, start, end, from, to, since, until, timestamp, stamp, taken,
    시각, 일시, saengil, 日付, 日期, дата, hora, geb"""
)
DIRECTION = words(
    """direction, inout, in_out, io, type, kind, gubun, 구분, entry, mode, sentido, richtung,
    sens, event, 출입구분, status, state, flag"""
)
IDS = frozenset(
    words(
        """id, ids, no, nr, num, number, cd, code, key, fk, ref, uid, idx, seq, pk, numero, nummer,
    bunho, bh, kod, codigo, sn, 번호, 코드, 아이디, 학번"""
    )
)
AFFIXES = frozenset(words("""tbl, tb, t, table, mst, info, list, data, dtl, tab, wp, the, of"""))
YEAR = words("""year, yr, yyyy, nyeon, 년, 년도, 연도, ano, jahr, annee, tahun, yil, rok""")
MONTH = words("""month, mon, mm, wol, 월, mes, monat, mois, bulan, ay, miesiac""")
DAY = words("""day, dd, il, 일, dia, tag, jour, hari, gun, tanggal, tgl, dzien""")
DESCRIPTIONS = words("""name, nm, title, label, irum, 이름, 성명, 제목""")
