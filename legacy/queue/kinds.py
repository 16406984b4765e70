"""The kinds of work that there are."""

from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True)
class Kind:
    """One kind: `function(work)` does it and returns a dict for `Job.result` (or None).

    Only one job of a `slot` can be open at a time; without a slot there may be any number.
    The function may be called again for a job whose worker died, so it goes on or begins anew.
    """

    name: str
    function: object
    slot: str = ""


_kinds = {}


def kind(name, slot=""):
    """Decorator: declares the function that does jobs of this kind."""

    def register(function):
        _kinds[name] = Kind(name, function, slot)
        return function

    return register


def all_kinds():
    """`{name: Kind}` of what the apps declare."""
    autodiscover_modules("jobs")
    return _kinds
