"""What allauth asks this site."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Staff are invited: nobody signs up."""

    def is_open_for_signup(self, request):
        return False
