"""What people call students and guardians."""

from legacy.guessing.recognition import Clue, Recognition, words

PERSON_NAME = words(
    """name, fullname, full name, nm, irum, ireum, 이름, 성명, 성함, nombre, nome, nom, naam,
    nama, ad soyad, isim, imie, имя, фио, 姓名, 名前, 氏名, hoten, displayname, person"""
)
NOT_A_NAME = words(
    """username, user, login, class, school, company, file, parent, father, mother, guardian,
    course, city, bank, 보호자, 학부모, 부모, bohoja, padre, madre, nickname, branch, group,
    subject"""
)
NAME_PARTS = (
    words(
        """first, fname, firstname, given, givenname, forename, vorname, nombre, nombres,
        prenom, nome, voornaam, imie, ad, имя, 名, vname, first_nm"""
    ),
    words("middle, mname, middlename, patronymic, отчество, apellido1, apellidopaterno"),
    words(
        """last, lname, lastname, surname, family, familyname, nachname, apellido, apellidos,
        apellido2, apellidomaterno, nom, sobrenome, cognome, achternaam, nazwisko, soyad,
        фамилия, 姓, nname, last_nm"""
    ),
    ("other", "othername", "othernames"),
)
PHONE = words(
    """phone, mobile, mob, cell, tel, hp, handphone, contact, jeonhwa, yeonrakcheo, 전화,
    휴대폰, 핸드폰, 연락처, telefono, movil, celular, telefon, handy, telephone, portable,
    telefoon, telefone, nohp, телефон, 电话, 電話, 手机, sdt"""
)
EMAIL = words("email, mail, e-mail, 이메일, 메일, correo, courriel, почта, 邮箱")
PARENT = words(
    """bumo, boho, parent, guardian, father, mother, family, emergency, bohoja, hakbumo, 보호자,
    학부모, 부모, 모친, 부친, 어머니, 아버지, padre, madre, acudiente, eltern, vater, mutter,
    genitore, wali, orangtua, veli, rodzic, 保護者, 家长, p_hp, responsavel"""
)
NOTE = words(
    """note, notes, memo, remark, remarks, comment, comments, bigo, 비고, 메모, 특이사항,
    observacion, observaciones, nota, bemerkung, notiz, remarque, opmerking, obs, catatan,
    keterangan, reason, reden, grund, motivo, motif, 사유, 備考, 备注, desc, description,
    설명"""
)
ACTIVE = words(
    """active, is_active, enabled, use_yn, useyn, use, state, status, sangtae, 상태, 재원,
    사용여부, 재학, activo, aktiv, actif, ativo, attivo, actief, aktif, estado, del_yn,
    deleted, enrolled"""
)
ACTIVE_MEANINGS = {
    True: words(
        """active, enabled, enrolled, current, yes, 재원, 재학, 수강중, 사용, 정상, 휴원, 휴학,
        등록, activo, activa, alta, aktiv, actif, ativo, attivo, aktif, в, 在读"""
    ),
    False: words(
        """inactive, left, disabled, graduated, withdrawn, former, quit, dropped, no, 퇴원,
        퇴학, 졸업, 중지, 탈퇴, 자퇴, 제적, 퇴사, 미사용, inactivo, baja, inaktiv,
        ausgetreten, abgemeldet, inactif, inativo, mezun, 毕业, 退会, passive, pasif"""
    ),
}
BIRTH = words(
    """birth, birthday, birthdate, dob, born, saengil, saengnyeon, 생일, 생년월일, 출생,
    nacimiento, nascimento, geburt, geburtsdatum, gebdat, naissance, geboorte, nascita,
    lahir, dogum, рождения, 生日, 生年月日, 出生, ngaysinh"""
)
DATE = words(
    """date, day, dt, dat, on, ymd, time, when, taken, nalja, iljja, ilja, 날짜, 일자, 일,
    fecha, dia, datum, tag, jour, data, tanggal, tgl, tarih, gun, дата, 日付, 日期, ngay,
    start, starts, begin, held, ts, il"""
)
NOT_THE_DATE = words(
    """created, updated, modified, recorded, registered, reg, birth, entered, deungrok, 등록,
    수정, 입력, 생성, creado, creacion, erstellt, geaendert, cree, expires, deleted,
    inserted, log, 생년월일, stamp"""
)
STARTS = words(
    """start, starts, begin, from, since, joined, in_date, ipban, 입반, 입학, 시작, 등록일,
    시작일, desde, inicio, alta, von, beginn, ab, debut, depuis, eintritt, mulai, baslangic,
    enrolled, join, с, ipban_il, od, vanaf, inscripcion"""
)
ENDS = words(
    """end, ends, to, until, left, out_date, toeban, 퇴반, 종료, 종료일, 마감, hasta, fin, baja,
    bis, ende, austritt, jusqu, fim, selesai, bitis, leave, out, по, finish, do, tot"""
)
PERIOD = words(
    """period, gyosi, 교시, 차시, hour, slot, stunde, unterrichtsstunde, hora, heure, jam,
    ders_saati, uur, lesson_no, block, 节次, 時限"""
)
BEGINS = words(
    """start, starts, begin, from, time, sijak, 시작, 시작시간, inicio, beginn, debut,
    starttime, mulai, von"""
)
FINISHES = words("end, ends, finish, until, kkeut, 종료, 끝, fin, ende, bis, selesai, to")

STUDENTS = Recognition(
    "person",
    words=words(
        """student, stu, stud, pupil, learner, member, child, children, kid, trainee,
        participant, cadet, hakseng, haksaeng, wonsaeng, wonseng, hoewon, hoiwon, suganseng,
        학생, 원생, 회원, 수강생, 수련생, 훈련생, 교육생, 아동, alumno, estudiante, aluno,
        eleve, etudiant, schueler, schuler, studierende, leerling, studente, allievo, siswa,
        murid, mahasiswa, ogrenci, uczen, ученик, студент, 学生, 生徒, 学员,
        hocsinh, sinhvien, person, people, holder, user, mitglied, socio"""
    ),
    unlike=words(
        """teacher, admin, parent, guardian, staff, instructor, employee, coach, customer,
        supplier, vendor, client"""
    ),
    clues={
        "number": Clue(
            words(
                """number, no, studentno, student_no, stu_no, admission, roll, matric,
                matricula, matrikel, regno, registration, hakbun, bunho, bh, 학번, 번호,
                원생번호, 회원번호, 회원아이디, id, code, card, nis, nisn, codigo,
                expediente, mb_id, numero, nummer, ausweis, legajo, 学号"""
            ),
            words("phone, mobile, roll_number, hp, tel, national, jumin, parent"),
            "code",
        ),
        "name": Clue(PERSON_NAME, NOT_A_NAME, "person", parts=NAME_PARTS),
        "birth_date": Clue(BIRTH, pattern="date"),
        "phone": Clue(PHONE, PARENT, "phone"),
        "email": Clue(EMAIL, PARENT, "email"),
        "note": Clue(NOTE),
        "active": Clue(
            ACTIVE, ("date", "day", "photo", "consent", "paid"), "boolean", ACTIVE_MEANINGS
        ),
    },
)

GUARDIANS = Recognition(
    "contact",
    words=(*PARENT, "responsable", "erziehungsberechtigte", "tutor", "contact"),
    clues={
        "name": Clue(PARENT, PHONE + EMAIL, "person"),
        "relation": Clue(words("relation, relationship, 관계, parentesco, verhaeltnis, lien")),
        "phone": Clue(PARENT, EMAIL + ("name",), "phone"),
        "email": Clue(PARENT, PHONE + ("name",), "email"),
    },
)
