"""What people call staff in their databases, and how they write who may do what."""

from accounts import roles
from legacy.guessing.recognition import Clue, Recognition, words

WORDS = words(
    """teacher, staff, instructor, coach, tutor, lecturer, professor, employee, trainer,
    faculty, admin, user, account, leader, gangsa, kangsa, kyosa, gyosa, seonsaeng, 강사,
    교사, 선생, 선생님, 직원, 교직원, 관리자, profesor, docente, maestro, personal,
    enseignant, professeur, lehrer, lehrkraft, dozent, docent, leraar, insegnante, guru,
    pengajar, ogretmen, nauczyciel, учитель, преподаватель, 教师, 老师,
    教員, 先生, giaovien, mentor, sensei, formateur, medewerker, mitarbeiter, monitor,
    entrenador"""
)
NAME_PARTS = (
    words(
        """first, fname, firstname, given, vorname, nombre, nombres, prenom, nome, voornaam,
        imie, forename, vname"""
    ),
    words(
        """last, lname, lastname, surname, family, nachname, apellido, apellidos, nom,
        sobrenome, cognome, achternaam, nazwisko, nname"""
    ),
)

STAFF = Recognition(
    "operator",
    words=WORDS,
    unlike=words(
        """student, pupil, member, parent, guardian, log, customer, supplier, role, permission,
        group, class, schedule, salary"""
    ),
    clues={
        "username": Clue(
            words(
                """username, user_name, login, uname, userid, user_id, account, loginid, 아이디,
                강사아이디, usuario, benutzer, benutzername, kuerzel, utilisateur, gebruiker,
                id, kennung, nick, identifiant, utente, kullanici"""
            ),
            ("email", "name_full"),
            "login",
        ),
        "name": Clue(
            words(
                """name, fullname, full_name, nm, irum, ireum, 이름, 성명, 강사이름, nombre,
                nome, nom, naam, nama, isim, имя, фио, 姓名, 名前, 氏名, displayname,
                display_name"""
            ),
            words("username, user, login, class, school, company, course, subject"),
            "person",
            parts=NAME_PARTS,
        ),
        "phone": Clue(
            words(
                """phone, phoneno, mobile, mob, cell, tel, hp, contact, jeonhwa, 전화, 휴대폰,
                연락처, telefono, movil, telefon, handy, telephone"""
            ),
            ("emergency",),
            "phone",
        ),
        "email": Clue(words("email, mail, e-mail, 이메일, correo, courriel"), (), "email"),
        "active": Clue(
            words("active, is_active, enabled, use_yn, status, state, 상태, activo, aktiv"),
            ("date",),
            "boolean",
            {
                True: words("active, enabled, yes, 재직, 사용, 정상, activo, aktiv, actif"),
                False: words(
                    """inactive, disabled, left, no, 퇴사, 중지, 퇴직, 정지, 미사용, retired,
                    baja, inactivo, ausgeschieden, former, blocked"""
                ),
            },
        ),
        "role": Clue(
            words(
                """role, auth, level, lvl, gwonhan, 권한, 직급, 직책, 역할, rol, rolle, grade, type,
                kind, position, perfil, usertype, user_type, cargo, funktion"""
            ),
            ("status",),
            "boolean",
            {
                roles.TEACHER: words(
                    """teacher, instructor, coach, tutor, lecturer, professor, trainer, leader,
                    강사, 교사, 선생, 담임, profesor, docente, lehrer, lehrkraft, enseignant,
                    guru, faculty"""
                ),
                roles.ADMINISTRATOR: words(
                    """admin, administrator, director, principal, owner, head, manager,
                    superuser, root, 원장, 관리자, 대표, 교장, 교감, 부원장, administrador,
                    directora, leiter, leitung, schulleitung, directeur"""
                ),
                roles.OFFICE: words(
                    """office, staff, clerk, secretary, reception, 실장, 사무, 행정, 직원, 상담,
                    secretaria, sekretariat, buero, verwaltung, secretaire"""
                ),
                roles.VIEWER: words(
                    """viewer, guest, readonly, former, 중지, 퇴사, 퇴직, 정지, blocked,
                    inactive"""
                ),
            },
        ),
    },
)
