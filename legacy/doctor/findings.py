"""What checks find, and the list of all checks."""

from dataclasses import dataclass

from django.db import Error
from django.utils.module_loading import autodiscover_modules

from legacy.errors import BridgeError, one_line

OK, WARNING, PROBLEM = "ok", "warning", "problem"


@dataclass(frozen=True)
class Finding:
    """One line: `level` is OK, WARNING or PROBLEM, `cure` says how to mend it (empty if OK)."""

    level: str
    text: str
    cure: str = ""
    check: str = ""


def ok(text):
    """A Finding that all is well."""
    return Finding(OK, text)


def warning(text, cure):
    """A Finding of something that works, and that somebody should look at."""
    return Finding(WARNING, text, cure)


def problem(text, cure):
    """A Finding of something that does not work."""
    return Finding(PROBLEM, text, cure)


@dataclass(frozen=True)
class Check:
    """A registered check; it is passed over where a check in `needs` has found a problem."""

    name: str
    function: object
    needs: tuple = ()


checks = {}


def check(name, needs=()):
    """Decorator: registers a function without arguments that yields Findings."""

    def register(function):
        checks[name] = Check(name, function, tuple(needs))
        return function

    return register


def examine():
    """All Findings. A check that fails is a problem, never a crash."""
    autodiscover_modules("doctor_checks")
    findings, sick = [], set()
    for one in _ordered():
        found = [] if sick.intersection(one.needs) else _found(one)
        findings += found
        if sick.intersection(one.needs) or any(finding.level == PROBLEM for finding in found):
            sick.add(one.name)
    return findings


def _ordered():
    """The checks in the order of their registration, but each after those it needs."""
    done = {}

    def visit(one):
        for name in one.needs:
            visit(checks[name])
        done[one.name] = one

    for one in checks.values():
        visit(one)
    return done.values()


def _found(one):
    found = []
    try:
        for finding in one.function():
            found.append(Finding(finding.level, finding.text, finding.cure, one.name))
    except (Error, OSError, BridgeError) as error:
        found.append(Finding(PROBLEM, one_line(error), "mend that, then ask again", one.name))
    except Exception as error:  # the patient must not stop the doctor
        said = f"the check failed: {type(error).__name__}: {one_line(error)}"
        found.append(Finding(PROBLEM, said, "report this as a fault of the site", one.name))
    return found
