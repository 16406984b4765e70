"""What people call attendance, and what they write for "late"."""

from legacy.guessing.recognition import Clue, Recognition, words
from roster.vocabulary.people import DATE, ENDS, NOT_THE_DATE, NOTE, PERIOD

PRESENT = words(
    """present, attended, attend, here, yes, in, on time, ontime, came, 출석, 출, 등원, 출결,
    정상, 정시, 인정출석, 입실, presente, asistio, asiste, asistencia, anwesend, da,
    présent, presence, aanwezig, hadir, masuk, geldi, var, obecny, obecna, ob,
    присутствовал, 出席, 出, 到, 签到, có mặt, p, pr, pres, o, ○, ◯, 〇, ✓,
    ✔, v, ㅇ, ●, +, √, asist, 참석, 참여, j_da"""
)
LATE = words(
    """late, tardy, delayed, 지각, 지, 늦음, tarde, retraso, atraso, atrasado, verspätet,
    zu spät, spät, verspaetet, zu spaet, spaet, retard, te laat, telat, terlambat, geç,
    geç kaldı, spóźniony, spóźnienie, опоздал, опоздание, 遅刻, 遅, 迟到,
    muộn, ritardo, l, lt, t, △, ▲, tardanza, r"""
)
LEFT_EARLY = words(
    """left early, early leave, left, leave early, early, 조퇴, 조, salida temprana,
    früher weg, frueher gegangen, parti tôt, pulang cepat, erken ayrıldı, 早退, leftearly,
    earlyleave, le, el, ◎, ▽"""
)
ABSENT = words(
    """absent, absence, no, missing, unexcused, away, not present, notpresent, no show, noshow,
    결석, 결, 무단, 무단결석, 미인정, 미인정결석, 불참, ausente, falta, faltou, inasistencia,
    fehlt, fehlend, abwesend, unentschuldigt, absente, afwezig, assente, alpa, alpha,
    tidak hadir, gelmedi, yok, nieobecny, nieobecna, nb, отсутствовал, 欠席, 欠,
    缺席, 缺勤, 旷课, vắng, a, ab, abs, x, ×, ✗, ✕, ✘, ╳, -, f, н, injustificada, u"""
)
MISSED = words("결과, missed, skipped, class cut, cut, geschwänzt, k_gwa, 결강")
EXCUSED = words(
    """excused, leave, on leave, onleave, sick, ill, illness, permission, approved absence,
    authorised, authorized, medical, holiday, vacation, 병결, 병가, 질병, 질병결석, 공결,
    인정결석, 인정, 경조사, 체험, 체험학습, 출석인정, 사유, justificado, justificada,
    falta justificada, permiso, licencia, enfermo, entschuldigt, krank, beurlaubt, excusé,
    malade, justifié, geoorloofd, ziek, giustificato, izin, sakit, ijin, izinli, raporlu,
    usprawiedliwiony, болел, уважительная, 公欠, 病欠, 请假, 病假, 事假,
    phép, e, ex, exc, family, s, j, ☆, ◇, ent"""
)
CANCELLED = words(
    """cancelled, canceled, class cancelled, no class, 휴강, 휴원, 취소, cancelada, suspendida,
    ausgefallen, entfällt, entfallen, annulé, uitgevallen, libur, iptal, 休講, 停课"""
)
SKIP = words(
    """not marked, unmarked, not taken, pending, none, unknown, n/a, na, 미체크, 미입력, 미확인,
    대기, pendiente, offen, nicht erfasst"""
)

RECORD_WORDS = words(
    """attendance, attendence, att, atd, attend, presence, rollcall, register, checkin,
    check in, chulseok, chulsuk, chulgyul, chulgyeol, chool, chul, 출석, 출결, 등원, 출석부,
    출퇴근, asistencia, presenca, frequencia, appel, anwesenheit, aanwezigheid, presenze,
    kehadiran, presensi, absensi, yoklama, devam, obecnosc, посещаемость, 出席,
    出欠, 考勤, 签到, diemdanh, attendee, present, gate, punch, swipe"""
)
ABSENCE_WORDS = words(
    """absence, absent, absentee, absences, 결석, 결석자, falta, faltas, inasistencia, fehlzeit,
    fehltag, fehlzeiten, abwesenheit, verzuim, assenza, devamsizlik, nieobecnosc, 欠席, 缺勤,
    отсутствие, ausencia, ausente"""
)

MARKS = Recognition(
    "record",
    words=RECORD_WORDS + ABSENCE_WORDS,
    unlike=words(
        """invoice, order, payment, sale, product, salary, payroll, stock, cart, message,
        notification, board, post, login, ticket, shipment, rental, book, loan, exam, score,
        fee, bill, purchase, inventory, visitor, user log, access, jeopsok"""
    ),
    clues={
        "date": Clue(DATE, (*NOT_THE_DATE, *ENDS), "date"),
        "period": Clue(PERIOD, pattern="integer"),
        "starts_at": Clue(
            words("start, starts, begin, time_slot, slot, lesson_time"), pattern="clock"
        ),
        "status": Clue(
            words(
                """status, stat, st, state, attendance, att, mark, code, cd, gubun, value,
                presence, present, attended, kind, type, cell, 출결, 상태, 구분, 출석,
                출결상태, estado, asistencia, asistio, presente, anwesenheit, anwesend,
                zustand, art, statut, etat, durum, keterangan, absent, came, kennzeichen,
                chul, zeichen, prezens, presensi, yoklama"""
            ),
            words("gender, sex, device, period, class, paid, direction"),
            "boolean",
            {
                "present": PRESENT,
                "late": LATE,
                "left_early": LEFT_EARLY,
                "absent": ABSENT,
                "missed": MISSED,
                "excused": EXCUSED,
                "cancelled": CANCELLED,
                "skip": SKIP,
            },
        ),
        "minutes": Clue(
            words(
                """minutes, late_minutes, min, mins, jigak_bun, 지각분, minutos, minuten,
                verspaetung, late, 분"""
            ),
            ("id", "duration"),
            "integer",
        ),
        "note": Clue(NOTE),
    },
    only={"absent": (ABSENCE_WORDS, "present"), "present": (RECORD_WORDS, "absent")},
)
