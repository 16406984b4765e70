"""The tables of the old database, written by `manage.py inspect_legacy`.

Do not edit: run the command again instead. `inspect_legacy --check` says what has changed since.
"""

from django.db import models

from legacy import fields


class Gesipan(models.Model):
    geul_no = fields.PositiveIntegerField(primary_key=True)
    jemok = models.CharField(max_length=120)
    naeyong = models.TextField(null=True, blank=True)
    geulsseuni = models.CharField(max_length=20, db_default="")
    jakseong_il = fields.DateTimeField(db_default="0000-00-00 00:00:00")
    group = models.IntegerField(db_default=0)

    class Meta:
        managed = False
        db_table = "gesipan"
        verbose_name = "gesipan"
        verbose_name_plural = "gesipan"
        default_permissions = ()


class GongtongCode(models.Model):
    row_key = fields.KeyField("bunryu", "code")
    bunryu = models.CharField(max_length=10)
    code = models.CharField(max_length=4)
    code_myeong = models.CharField(max_length=40)
    order = fields.TinyIntegerField(db_default=0)
    sayong = fields.FlagField(db_default=1)

    class Meta:
        managed = False
        db_table = "gongtong_code"
        verbose_name = "gongtong_code"
        verbose_name_plural = "gongtong_code"
        default_permissions = ()
        unique_together = [("bunryu", "code")]


class Hakseng(models.Model):
    hs_bunho = fields.PositiveIntegerField(primary_key=True)
    hs_login = models.CharField(max_length=20, unique=True)
    irum = models.CharField(max_length=30)
    seongbyeol = models.CharField(max_length=1, null=True, blank=True)
    saengil = fields.DateField(db_default="0000-00-00")
    hakgyo = models.CharField(max_length=40, db_default="")
    haknyeon = fields.FlagField(db_default=0)
    jeonhwa = models.CharField(max_length=20, db_default="")
    bohoja = models.CharField(max_length=30, db_default="")
    bohoja_jeonhwa = models.CharField(max_length=20, db_default="")
    gaip_il = fields.DateTimeField(db_default="0000-00-00 00:00:00")
    twaewon_il = fields.DateField(db_default="0000-00-00")
    sangtae = models.CharField(max_length=2, db_default="재원")
    memo = models.TextField(null=True, blank=True)

    class Meta:
        managed = False
        db_table = "hakseng"
        verbose_name = "hakseng"
        verbose_name_plural = "hakseng"
        default_permissions = ()


class Kangjwa(models.Model):
    kj_code = models.CharField(max_length=5, primary_key=True)
    kj_myeong = models.CharField(max_length=60)
    damdang = models.CharField(max_length=20, db_default="")
    gyosil = models.CharField(max_length=20, db_default="")
    gaeseol = fields.YearField(db_default=0)
    suganryo = fields.DecimalField(max_digits=10, decimal_places=2, db_default="0.00")
    pyeswae_il = fields.DateField(db_default="0000-00-00")
    order = fields.TinyIntegerField(db_default=0)
    desc = models.CharField(max_length=200, null=True, blank=True)

    class Meta:
        managed = False
        db_table = "kangjwa"
        verbose_name = "kangjwa"
        verbose_name_plural = "kangjwa"
        default_permissions = ()


class Kangsa(models.Model):
    ks_id = models.CharField(max_length=20, primary_key=True)
    bimil = models.CharField(max_length=64, db_default="")
    irum = models.CharField(max_length=30)
    jumin_bunho = models.CharField(max_length=14, db_default="")
    jeonhwa = models.CharField(max_length=20, db_default="")
    email = models.CharField(max_length=80, db_default="")
    gwonhan = fields.FlagField(db_default=1)
    ipsa_il = fields.DateField(db_default="0000-00-00")

    class Meta:
        managed = False
        db_table = "kangsa"
        verbose_name = "kangsa"
        verbose_name_plural = "kangsa"
        default_permissions = ()


class JeopsokLog(models.Model):
    row_key = fields.KeyField("hs_login", "ip", "sigan", digest=True)
    hs_login = models.CharField(max_length=20)
    ip = fields.PositiveIntegerField(db_default=0)
    sigan = fields.DateTimeField(db_default="0000-00-00 00:00:00")
    hs_login_row = fields.Relation("Hakseng", "hs_login", "hs_login", inferred=True)

    class Meta:
        managed = False
        db_table = "jeopsok_log"
        verbose_name = "jeopsok_log"
        verbose_name_plural = "jeopsok_log"
        default_permissions = ()


class Siganpyo(models.Model):
    row_key = fields.KeyField("kj_code", "yoil", "gyosi")
    kj_code = models.CharField(max_length=5)
    yoil = fields.PositiveTinyIntegerField()
    gyosi = fields.PositiveTinyIntegerField(db_default=1)
    sijak = fields.TimeField(db_default="00:00:00")
    kkeut = fields.TimeField(db_default="00:00:00")
    kj = fields.Relation("Kangjwa", "kj_code", "kj_code", inferred=True)

    class Meta:
        managed = False
        db_table = "siganpyo"
        verbose_name = "siganpyo"
        verbose_name_plural = "siganpyo"
        default_permissions = ()
        unique_together = [("kj_code", "yoil", "gyosi")]


class Sueop(models.Model):
    sueop_no = fields.PositiveIntegerField(primary_key=True)
    kj_code = models.CharField(max_length=5)
    nalja = fields.DateField(db_default="0000-00-00")
    gyosi = fields.PositiveTinyIntegerField(db_default=1)
    sijak = fields.TimeField(null=True, blank=True)
    kkeut = fields.TimeField(null=True, blank=True)
    danwon = models.CharField(max_length=100, db_default="")
    sangtae = models.CharField(max_length=1, db_default="Y")
    kj = fields.Relation("Kangjwa", "kj_code", "kj_code", inferred=True)

    class Meta:
        managed = False
        db_table = "sueop"
        verbose_name = "sueop"
        verbose_name_plural = "sueop"
        default_permissions = ()
        indexes = [models.Index(fields=["kj_code", "nalja"])]


class Sugang(models.Model):
    row_key = fields.KeyField("kj_code", "hs_login", "ipban_il")
    kj_code = models.CharField(max_length=5)
    hs_login = models.CharField(max_length=20)
    ipban_il = fields.DateField(db_default="0000-00-00")
    toeban_il = fields.DateField(db_default="0000-00-00")
    beonho = fields.PositiveSmallIntegerField(db_default=0)
    hs_login_row = fields.Relation("Hakseng", "hs_login", "hs_login", inferred=True)
    kj = fields.Relation("Kangjwa", "kj_code", "kj_code", inferred=True)

    class Meta:
        managed = False
        db_table = "sugang"
        verbose_name = "sugang"
        verbose_name_plural = "sugang"
        default_permissions = ()
        unique_together = [("kj_code", "hs_login", "ipban_il")]


class Chulgyul(models.Model):
    il_no = fields.PositiveBigIntegerField(primary_key=True)
    sueop_no = fields.PositiveIntegerField(db_default=0)
    kj_code = models.CharField(max_length=5)
    hs_login = models.CharField(max_length=20)
    nalja = fields.DateField(db_default="0000-00-00")
    gyosi = fields.PositiveTinyIntegerField(db_default=1)
    gubun = models.CharField(max_length=2, db_default="")
    ipsil = fields.TimeField(null=True, blank=True)
    jigak_bun = models.SmallIntegerField(null=True, blank=True)
    bigo = models.CharField(max_length=100, null=True, blank=True)
    deungrok_ja = models.CharField(max_length=20, db_default="")
    deungrok_il = fields.DateTimeField(db_default="0000-00-00 00:00:00")
    hs_login_row = fields.Relation("Hakseng", "hs_login", "hs_login", inferred=True)
    kj = fields.Relation("Kangjwa", "kj_code", "kj_code", inferred=True)
    sueop = fields.Relation("Sueop", "sueop_no", "sueop_no", inferred=True)

    class Meta:
        managed = False
        db_table = "chulgyul"
        verbose_name = "chulgyul"
        verbose_name_plural = "chulgyul"
        default_permissions = ()
        indexes = [models.Index(fields=["kj_code", "nalja"])]
