"""What people call courses, enrolments and lessons."""

from legacy.guessing.recognition import Clue, Recognition, words
from roster.vocabulary.people import (
    BEGINS,
    DATE,
    ENDS,
    FINISHES,
    NOT_THE_DATE,
    NOTE,
    PERIOD,
    STARTS,
)

COURSE_NAMES = words(
    """course, class, klass, group, grp, team, section, batch, subject, module, arm, grade, ban,
    kangjwa, gangjwa, gwamok, 반, 강좌, 과목, 수업, 학급, 클래스, 분반, curso, clase,
    asignatura, materia, grupo, turma, disciplina, classe, cours, matiere, klasse, kurs,
    fach, gruppe, klas, vak, corso, kelas, mapel, ders, sinif, klasa, przedmiot, класс,
    группа, курс, 班, 班级, 课程, クラス, 講座, 科目, lop, sub, squad, division,
    form, year, 학년, haknyeon, grado, jahrgang, stufe, niveau"""
)
COURSES = Recognition(
    "group",
    words=COURSE_NAMES,
    unlike=words(
        """teacher, student, room, term, semester, session, fee, code, schedule, timetable,
        attendance, log, menu, gender, sex, day, period, status, device, time, role,
        instructor, coach, place, city, branch, member, staff, taken, created, by, reason"""
    ),
    clues={
        "name": Clue(
            (
                "name",
                "title",
                "nm",
                "myeong",
                "이름",
                "명",
                "반이름",
                "강좌명",
                "과목명",
                "nombre",
                "nome",
                "titulo",
                "bezeichnung",
                "titel",
                "nom",
                "naam",
                "libelle",
                "nama",
                "ad",
                "label",
                "description",
                *COURSE_NAMES,
            ),
            ("teacher", "id", "code"),
            "label",
        ),
        "note": Clue(NOTE),
    },
)

COURSE_STAFF = Recognition("operator_group", words=("teaching", "담당", "assignment"))

ENROLLMENTS = Recognition(
    "membership",
    words=words(
        """enrollment, enrolment, membership, registration, roster, sugang, 수강, 등록, 배정,
        inscripcion, matricula, inscription, einschreibung, belegung, anmeldung,
        inschrijving, iscrizione, kayit, zapis, member, teilnahme"""
    ),
    clues={
        "starts_on": Clue(STARTS, ENDS, "date"),
        "ends_on": Clue(ENDS, STARTS, "date"),
        "roll_number": Clue(
            words("roll, rollno, beonho, bunho, 번호, 출석번호, seat, listnumber, platz"),
            ("id",),
            "integer",
        ),
    },
)

LESSON_WORDS = words(
    """lesson, session, meeting, training, held, sueop, suup, 수업, 차시, 회차, 모임, 훈련,
    sesion, reunion, seance, stunde, unterricht, termin, les, lezione, lekcja,
    занятие, урок, 授業, class, event, clase, aula, practice, date, lecture,
    sheet, pertemuan, occurrence, rehearsal"""
)
LESSONS = Recognition(
    "event",
    words=LESSON_WORDS,
    unlike=words("login, log, fee, payment, board, notice, order, invoice"),
    clues={
        "date": Clue(DATE, (*NOT_THE_DATE, *ENDS), "date"),
        "period": Clue(PERIOD, pattern="integer"),
        "starts_at": Clue(BEGINS, (*FINISHES, *NOT_THE_DATE), "clock"),
        "ends_at": Clue(FINISHES, (*BEGINS, *NOT_THE_DATE), "clock"),
        "topic": Clue(
            words(
                """topic, subject, title, content, theme, danwon, jindo, 단원, 진도, 주제, 내용,
                tema, thema, inhalt, sujet, argomento, onderwerp, materi, konu"""
            ),
        ),
        "note": Clue(NOTE),
        "cancelled": Clue(
            words(
                """cancelled, canceled, cancel, 휴강, cancelada, ausgefallen, entfall, annule,
                state, status, sangtae, 상태, dropped, abgesagt, batal, estado"""
            ),
            pattern="boolean",
            meanings={
                True: words(
                    """cancelled, canceled, 휴강, 취소, cancelada, cancelado, ausgefallen,
                    entfallen, annule, abgesagt, batal, dropped"""
                ),
                False: words(
                    """held, open, planned, done, active, 예정, 진행, 정상, 완료, 종료,
                    realizada, programada, gehalten, geplant, scheduled, taken, ok"""
                ),
            },
        ),
    },
)
