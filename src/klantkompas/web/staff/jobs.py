"""Long work in the background: asked for by name, told how far it is, stopped when asked, and its end kept.

A kind of work is a function that takes a ``Progress`` and parameters and gives a result. Applications name theirs in
their ``AppConfig.ready`` (``works["import"] = ...``), so that nobody imports the bridge to the library to ask for it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from klantkompas.errors import KlantkompasError
from klantkompas.web.staff.models import Job, User

Work = Callable[["Progress", Mapping[str, Any]], Mapping[str, Any]]
works: dict[str, Work] = {}


class CancelledError(Exception):
    """The person who asked for the work, or somebody who may, asked it to stop."""


class Progress:
    """Told by the work how far it is; raises ``CancelledError`` at the next word once that was asked.

    Attributes:
        job: the job that is done.
    """

    def __init__(self, job: Job) -> None:
        self.job = job

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Say what is being done, how much of it is done, and how much there is."""
        Job.objects.filter(pk=self.job.pk).update(step=step, done=min(done, total or done), total=total)
        if Job.objects.filter(pk=self.job.pk, cancel_asked=True).exists():
            raise CancelledError


def ask(kind: str, *, by: User | None, **parameters: Any) -> Job:
    """Ask for work; it begins when this transaction is kept and a worker is free.

    Args:
        kind: its name in ``works``.
        by: who asks; None: the night.
        parameters: what the work needs, as JSON.
    """
    job = Job.objects.create(kind=kind, by=by, parameters=parameters, asked_at=timezone.now())
    transaction.on_commit(lambda: run.enqueue(job.pk))
    return job


@task()
def run(pk: int) -> None:
    """Do a job and keep how it ended. The work keeps its own transactions short: a long one would stop all others."""
    begun = Job.objects.filter(pk=pk, state="waiting").update(state="running", begun_at=timezone.now())
    if not begun:
        return  # done by another worker, or handed out twice
    job = Job.objects.get(pk=pk)
    try:
        result = works[job.kind](Progress(job), job.parameters)
    except CancelledError:
        _end(job, "cancelled")
    except KlantkompasError as error:
        _end(job, "failed", error_code=error.code, error_params=_plain(error.params))
    except Exception:
        _end(job, "failed", error_code="web.jobs.broke")
        raise  # to the log of the worker: it is a fault of ours
    else:
        _end(job, "done", result=dict(result))


def give_up_lost() -> int:
    """Say of jobs that were running when the machine stopped that they are lost; how many. Called before any worker."""
    return Job.objects.filter(state="running").update(
        state="failed", error_code="web.jobs.lost", ended_at=timezone.now()
    )


def _end(job: Job, state: str, **fields: Any) -> None:
    Job.objects.filter(pk=job.pk).update(state=state, ended_at=timezone.now(), **fields)


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, (int, float, list)) else str(value) for name, value in params.items()}
