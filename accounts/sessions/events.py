"""What others report and sessions follow: allauth, and whoever changes a user's roles, which
happens in the admin, in forms and in many a shell."""

from allauth.account.signals import authentication_step_completed
from allauth.mfa.signals import (
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from accounts.duties import HAS_FACTOR
from accounts.models import Session, User

ROLES_CHANGED = {"post_add", "post_remove", "pre_clear"}


@receiver(authentication_step_completed)
def give_a_new_key(sender, request, reauthenticated=False, **kwargs):
    """Who has confirmed who they are goes on under a new key: a copied old one is worth less."""
    if reauthenticated:
        request.session.cycle_key()


@receiver(m2m_changed, sender=User.groups.through)
def end_with_the_role(sender, instance, action, reverse, pk_set, **kwargs):
    """Who has other roles than before signs in anew, under their limits."""
    if action not in ROLES_CHANGED or pk_set == set():
        return
    if not reverse:
        users = [instance]
    else:
        users = instance.user_set.all() if pk_set is None else pk_set
    Session.objects.of(*users).delete()


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def end_with_the_second_factor(sender, request, user, **kwargs):
    """Whoever signed in elsewhere before the second factor changed signs in anew."""
    request.session.pop(HAS_FACTOR, None)
    theirs, here = Session.objects.of(user), request.session.row
    (theirs.but(here) if here else theirs).delete()
