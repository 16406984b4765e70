"""The kinds of work that there are."""

from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True)
class Kind:
    """One kind: `function(work)` does it and returns a dict for `Job.result` (or None).

    Only one job of a `slot` can be open at a time; without a slot there may be any number.
    The function may be called again for a job whose worker died, so it goes on or begins anew.
    What is `quick`, such as a mail, does not wait behind an import: a worker does it beside its
    long work. When it is done nobody asks for it any more, and the job is deleted.
    """

    name: str
    function: object
    slot: str = ""
    quick: bool = False


_kinds = {}


def kind(name, slot="", quick=False):
    """Decorator: declares the function that does jobs of this kind."""

    def register(function):
        _kinds[name] = Kind(name, function, slot, quick)
        return function

    return register


def all_kinds():
    """`{name: Kind}` of what the apps declare."""
    autodiscover_modules("jobs")
    return _kinds


def names(quick=None):
    """The names of all kinds, or of those that are quick, or of those that are not."""
    return [kind.name for kind in all_kinds().values() if quick in (None, kind.quick)]
