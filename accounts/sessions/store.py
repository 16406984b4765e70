"""The session engine: Django's database sessions in a table that knows whose each is."""

import datetime
import hashlib
from dataclasses import dataclass

from django.contrib.auth import SESSION_KEY as USER
from django.contrib.sessions.backends import db
from django.utils import timezone

from accounts.sessions import limits

OWNER, SINCE, IDLE = "_session_owner", "_session_since", "_session_idle"


@dataclass(frozen=True)
class Device:
    """From where a request comes."""

    ip: str | None = None
    user_agent: str = ""


def digest(session_key):
    """What is kept of a key: a stolen table or backup holds no cookie that opens anything."""
    return hashlib.blake2s(session_key.encode(), digest_size=20).hexdigest()


class SessionStore(db.SessionStore):
    """A session ends when nothing happens for as long as its role allows, and in any case when
    the absolute limit is reached. Both stand in one column, so that looking a session up is
    one query by its primary key."""

    device = Device()
    row = None  # as it stands in the database; None until it was loaded or saved

    @classmethod
    def get_model_class(cls):
        from accounts.models import Session

        return Session

    def _get_session_from_db(self):
        self.row = self.model.objects.alive().filter(pk=digest(self.session_key)).first()
        if self.row is None:
            self._session_key = None
        return self.row

    def exists(self, session_key):
        return self.model.objects.filter(pk=digest(session_key)).exists()

    def delete(self, session_key=None):
        """Ends the session at once, and for good: no request that is under way brings it back."""
        if key := session_key or self.session_key:
            self.model.objects.filter(pk=digest(key)).delete()

    def create_model_instance(self, data):
        self._begin(data)
        now = timezone.now()
        since = data.get(SINCE, now.timestamp())
        self.row = self.model(
            session_key=digest(self._get_or_create_session_key()),
            session_data=self.encode(data),
            expire_date=limits.end(since, data.get(IDLE, limits.ANONYMOUS)),
            user_id=data.get(OWNER),
            signed_in_at=datetime.datetime.fromtimestamp(since, datetime.UTC),
            last_seen_at=now,
            ip=self.device.ip,
            user_agent=self.device.user_agent,
        )
        return self.row

    @staticmethod
    def _begin(data):
        """Notes in `data` whose the session is from now on, since when, and its idle limit."""
        from accounts.models import User

        owner = data.get(USER)
        if owner is not None and data.get(OWNER) != int(owner):
            idle = limits.idle_limit(User.objects.get(pk=owner))
            data.update({OWNER: int(owner), SINCE: timezone.now().timestamp(), IDLE: idle})

    def get_expiry_age(self, **kwargs):
        """Seconds for which a browser that remembers keeps the cookie: the absolute limit's."""
        since = self.get(SINCE)
        if since is None:
            return super().get_expiry_age(**kwargs)
        left = limits.absolute_end(since) - timezone.now()
        return max(0, int(left.total_seconds()))

    def seen(self):
        """Writes that the session is in use, once a minute at most, with one UPDATE."""
        row, now = self.row, timezone.now()
        if row is None or row.user_id is None or abs(now - row.last_seen_at) < limits.STAMP:
            return  # a moment far ahead is one of a clock that was set back, and is written anew
        self.model.objects.filter(pk=row.pk).update(
            last_seen_at=now,
            expire_date=limits.end(self[SINCE], self[IDLE]),
            ip=self.device.ip,
            user_agent=self.device.user_agent,
        )
