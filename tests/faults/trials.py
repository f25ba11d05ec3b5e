"""All trials, in order, with their sizes."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults import crowds, importing, killing, mail, restoring
from tests.faults.outcome import Outcome
from tests.faults.stage import Stage
from tests.faults.world import World


@dataclass(frozen=True, slots=True)
class Sizes:
    """How often each is tried."""

    editors: int
    editor_rounds: int
    doubles: int
    approvals: int
    municipalities: int
    seconds: float
    imports: int
    workers: int
    databases: int


SIZES = {
    "full": Sizes(50, 1000, 1000, 1000, 342, 60, 50, 50, 50),
    "small": Sizes(6, 3, 5, 6, 12, 2, 1, 2, 2),
}


def run(world: World, sizes: Sizes, only: list[str]) -> Iterator[Outcome]:
    """Try everything, or only what is named, and tell each outcome."""
    stage = Stage(world)
    trials = {
        "minute": lambda: crowds.everybody_in_a_minute(stage, sizes.municipalities, sizes.seconds),
        "editors": lambda: crowds.many_editors(stage, sizes.editors, sizes.editor_rounds),
        "doubles": lambda: crowds.double_submits(stage, sizes.doubles),
        "approvals": lambda: crowds.approve_while_editing(stage, sizes.approvals),
        "mail": lambda: mail.mail_server_gone(stage),
        "import": lambda: importing.killed_imports(world.folder, sizes.imports),
        "workers": lambda: killing.killed_workers(stage, sizes.workers),
        "database": lambda: killing.killed_databases(stage, sizes.databases),
        "restore": lambda: restoring.restored(world.database.cluster, world.folder),
    }
    for name, trial in trials.items():
        if not only or name in only:
            yield trial()
