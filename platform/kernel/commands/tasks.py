"""`tongban tasks`: what waits in the queues, and the dead letters; `--again ID` puts one back."""

from __future__ import annotations

import argparse

from kernel.supervisor.failure import CannotStart

NAME = "tasks"
HELP = "print what waits in the queues and what was given up; put a dead letter back"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `tasks`."""
    parser.add_argument("--again", metavar="ID", help="let this dead letter be done after all")


def run(args: argparse.Namespace) -> int:
    """0; 1 when there is no such letter. Raises CannotStart when the queues do not answer."""
    import dramatiq
    import redis

    from kernel.commands.schedule import print_table
    from kernel.tasks import deadletters
    from kernel.tasks.broker import FairBroker
    from kernel.tasks.definition import QUEUES

    broker = dramatiq.get_broker()
    assert isinstance(broker, FairBroker)
    try:
        if args.again:
            found = deadletters.put_back(broker, args.again)
            print("It waits in its queue again." if found else f"There is no dead letter {args.again}.")
            return 0 if found else 1
        waiting, dead = {queue: sum(broker.waiting(queue).values()) for queue in QUEUES}, deadletters.counts(broker)
        print_table(
            [("queue", "waiting", "dead"), *((queue, str(waiting[queue]), str(dead[queue])) for queue in QUEUES)]
        )
        rows = [
            (f"{letter.at:%Y-%m-%d %H:%M}", letter.id, letter.task, letter.tenant, letter.said[:80])
            for letter in deadletters.letters(broker)
        ]
    except redis.RedisError as error:
        raise CannotStart(f"The queues do not answer: {error}. Is `tongban up` running?") from error
    if rows:
        print()
        print_table([("died at (UTC)", "letter", "task", "tenant", "said"), *rows])
    return 0
