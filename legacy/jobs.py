"""What the bridge has a worker do: imports, and taking one back."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from legacy import maps
from legacy.errors import BridgeError, kept, one_line
from legacy.guessing.guess import guess
from legacy.guessing.profiles import profile
from legacy.guessing.writing import write_map
from legacy.mapping import parse_map
from legacy.models import Map, Run
from legacy.queue.kinds import kind
from legacy.reading import count_rows
from legacy.running import HALF_WAY, ImportRun
from legacy.source_models import all_models
from legacy.taking_back import take_back

BRIDGE = "bridge"  # the slot of everything that writes what came from the old database
SAMPLE = 500  # rejected rows that a dry run keeps


@kind("import", slot=BRIDGE)
def carry_over(work):
    """Imports by the map version `map`. A job that goes on after its worker died does not repeat
    an import that had come to its end."""
    before = Run.objects.filter(job=work.job)
    if before.filter(state=Run.State.DONE).exists():
        return None
    before.filter(state=Run.State.RUNNING).update(
        **kept(HALF_WAY), state=Run.State.FAILED, finished_at=timezone.now()
    )
    run = ImportRun(
        _plan(work),
        job=work.job,
        rejects_path=rejects_path,
        **_options(work),
    )
    _count(work, run)
    run.execute()
    return None


@kind("dry run", slot=BRIDGE)
def try_out(work):
    """Does the same in a transaction that is taken back; the result has `counts` by target, and
    `rejects`, the first rows that would not be taken."""
    run = TrialRun(_plan(work), dry_run=True, **_options(work))
    _count(work, run)
    return {"counts": run.execute(), "rejects": run.sample}


@kind("undo", slot=BRIDGE)
def undo(work):
    """Takes import `run` back; the result has what was removed, restored and kept by target."""
    number = work.arguments["run"]
    if work.job.tries > 1 and Run.objects.filter(pk=number, state=Run.State.UNDONE).exists():
        return None  # the worker died after it was done, and before it could say so
    return {"undone": take_back(number)}


@kind("understand", slot="understand")
def understand(work):
    """Guesses the map anew; the result has `map`, its text, and `questions`, the parts of
    Saids."""
    models = all_models()
    if not models:
        raise BridgeError(_("There are no models of the old database; run inspect_legacy first"))
    work.total = len(models)
    left_out = []
    tables = profile(
        models,
        lambda table: work.advance(),
        lambda table, error: left_out.append(f"{table}: {one_line(error)}"),
    )
    made = guess(tables, maps.source_name())
    questions = [question.text.parts() for question in made.questions]
    return {"map": write_map(made), "questions": questions, "left out": left_out}


class TrialRun(ImportRun):
    """A dry run that keeps some of its rejected rows, as they are gone with its transaction."""

    sample = ()

    def _carry(self):
        super()._carry()
        names = ("target", "table", "key", "reason", "detail", "values")
        self.sample = list(self.record.rejects.order_by("pk").values(*names)[:SAMPLE])


def rejects_path(record):
    """Where the rejected rows of a run are written."""
    return settings.VAR_DIR / "rejects" / f"import-{record.pk}.csv"


def _plan(work):
    return parse_map(_version(work).text)


def _version(work):
    return Map.objects.get(pk=work.arguments["map"])


def _options(work):
    return {
        "version": _version(work),
        "user": work.user,
        "only": work.arguments.get("only", ()),
        "full": work.arguments.get("full", False),
        "placeholders": work.arguments.get("placeholders", False),
        "retire": work.arguments.get("retire", False),
    }


def _count(work, run):
    sources = (one for target in run.targets() for one in run.plan.sources(target.name))
    work.total = sum(count_rows(source) for source in sources)
    run.progress = work.advance
