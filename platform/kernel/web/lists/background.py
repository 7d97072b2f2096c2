"""Long lists, written in the background: by whoever asked, with what they may see at that moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.cache import cache

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.files import queries as files
from kernel.files.actions.content import create_file
from kernel.files.actions.lifecycle import delete_file
from kernel.policies import Invalid, NotFound, Refused
from kernel.ports import directory
from kernel.web.actions.exports import clear_exports, fail_export, finish_export
from kernel.web.exports import EXPORT
from kernel.web.lists.definition import known
from kernel.web.lists.exporting import file_name, written
from kernel.web.models import ListExport


def write(asked: ListExport, *, by: Actor, now: datetime) -> None:
    """Write the file and say so; say that it failed where the list or the account is gone."""
    account = Account.objects.filter(id=asked.owner, is_active=True).first()
    try:
        definition = known(asked.list_key)
    except NotFound:
        account = None
    if account is None:
        fail_export(asked, by=by, now=now)
        return
    actor = directory().actor_for(account, asked.position)
    try:
        opened = written(definition, asked.query, asked.format, for_=actor, progress=_keeper(asked))
    except Refused:
        # The right to see the list is gone since.
        fail_export(asked, by=by, now=now)
        return
    with opened as content:
        try:
            file = create_file(EXPORT.name, by=actor, name=file_name(asked.list_key, asked.format), content=content)
        except (Invalid, Refused):
            # No room left, or the site has become read-only in the meantime: trying again would change nothing.
            fail_export(asked, by=by, now=now)
            return
    finish_export(asked, by=by, file=file.id, now=now)


def percent(asked: ListExport) -> int:
    """How much of it is written, in hundredths."""
    if asked.finished_at:
        return 100
    done = int(cache.get(_key(asked)) or 0)
    return min(99, 100 * done // max(1, asked.rows))


def clear(*, by: Actor, now: datetime) -> None:
    """Forget old exports and give their room back."""
    for file in files.files(clear_exports(by=by, now=now)).values():
        delete_file(file, by=by)


def _keeper(asked: ListExport) -> Callable[[int], None]:
    return lambda done: cache.set(_key(asked), done, 3600)


def _key(asked: ListExport) -> str:
    return f"web.export.{asked.id}"
