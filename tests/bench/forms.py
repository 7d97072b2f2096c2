"""What the server takes to open, save and submit a form of 60 fields with a sub-table of 100 rows: p95 at most 150 ms each.

`tongban bench forms [--scale 0.5]`. Whole requests through every middleware, in one process and without the network: the
page of a record that is being changed, one changed cell saved by the API with all its rows, and a submit that takes a
number without gaps. The engine alone is told beside it.
"""

from __future__ import annotations

import json
from argparse import Namespace
from functools import partial
from typing import Any

from tests.support.measuring import Result, bar, in_own_process, milliseconds, per_cent, say

ROUNDS = 40
ROWS = 100
LIMIT_MS = 150.0


def run(args: Namespace) -> Result:
    """Milliseconds of each step."""
    return in_own_process(__name__, args)


def schema() -> dict[str, Any]:
    """60 fields: texts, numbers, dates, choices, conditions, calculations, a number, and the sub-table."""
    fields: dict[str, Any] = {"no": {"type": "serial", "label": "编号", "rule": "bench"}}
    for at in range(19):
        fields[f"t{at}"] = {"type": "text", "label": f"文字{at}", "required": True}
        fields[f"m{at}"] = {"type": "money", "label": f"金额{at}", "min": "0"}
    for at in range(10):
        fields[f"d{at}"] = {"type": "date", "label": f"日期{at}"}
        fields[f"c{at}"] = {
            "type": "money",
            "label": f"计算{at}",
            "calc": f"m{at} * 2 + m{at + 1}",
            "visible": f"m{at} >= 0",
        }
    fields["items"] = {
        "type": "table", "label": "明细", "max": 200, "totals": ["sub"], "fields": {
            "what": {"type": "text", "label": "品名", "required": True},
            "day": {"type": "date", "label": "日期"},
            "qty": {"type": "number", "label": "数量"},
            "price": {"type": "money", "label": "单价"},
            "sub": {"type": "money", "label": "小计", "calc": "qty * price"},
            "why": {"type": "text", "label": "说明", "visible": "sub > 1000"},
        },
    }  # fmt: skip
    fields["total"] = {"type": "money", "label": "合计", "calc": "sum(items.sub)", "capital": True}
    rules = [{"check": "total < 10000000", "message": "太多", "fields": ["total"]}]
    assert len(fields) == 61, "60 and the sub-table"
    return {"v": 1, "fields": fields, "rules": rules, "title": ["t0", "total"]}


def values() -> dict[str, Any]:
    """All of it filled in."""
    found: dict[str, Any] = {f"t{at}": f"文字{at}" for at in range(19)}
    found |= {f"m{at}": f"{at * 100}.50" for at in range(19)} | {f"d{at}": "2026-11-25" for at in range(10)}
    row = {"what": "办公用纸", "day": "2026-11-25", "qty": "3", "price": "19.90"}
    return {**found, "items": [dict(row) for _ in range(ROWS)]}


def measure(scale: float) -> Result:
    """The three steps in turns, so that all meet the same machine."""
    from django.test import Client

    from forms import functions
    from forms.actions import definitions, numbers
    from forms.record import WHOLE, change
    from kernel.scope import scope
    from kernel.showcase import Showcase
    from organization import seed
    from organization.models import Person
    from tests.organization.conftest import Company
    from tests.support.databases import HOSTS, ONE

    with scope(ONE):
        seed.run(Showcase("heyi-2026", by=Company.system))
        designer = Company().actor("何欣", functions.DESIGN, functions.MANAGE)
        numbers.set_rule(None, by=designer, key="bench", name="编号", pattern="{yyyy}{n:6}")
        form = definitions.create_form(by=designer, key="bench", name="长表单", schema=schema())
        version = definitions.publish(form, by=designer)
        definitions.grant(form, by=designer, principal="all", right="enter")
        account = Person.objects.select_related("account").get(name="孟繁星").account
        client = Client(headers={"host": HOSTS["one"]})
        assert account is not None
        client.force_login(account)
    say("a form of 60 fields and a sub-table")

    def send(method: str, path: str, body: dict[str, Any], status: int) -> dict[str, Any]:
        answer = client.generic(method, f"/api/v1/forms/{path}", json.dumps(body), content_type="application/json")
        assert answer.status_code == status, answer.content.decode()[:500]
        told: dict[str, Any] = json.loads(answer.content)
        return told

    def opened(record: str) -> None:
        assert client.get(f"/forms/records/{record}/edit/").status_code == 200

    times: dict[str, list[float]] = {"open": [], "save": [], "submit": [], "engine alone": []}
    for turn in range(max(12, round(ROUNDS * scale)) + 2):
        made = send("POST", "records/", {"form": str(form.pk), "values": values()}, 201)
        rows = [{"_id": row["_id"]} for row in made["values"]["items"]]
        rows[7]["qty"] = str(turn + 4)
        one = f"records/{made['id']}/"
        saved, sent = {"rev": 1, "values": {"items": rows}}, {"rev": 2, "submit": True}
        steps = {
            "open": milliseconds(partial(opened, made["id"])),
            "save": milliseconds(partial(send, "PATCH", one, saved, 200)),
            "submit": milliseconds(partial(send, "PATCH", one, sent, 200)),
            "engine alone": _alone(version, made["values"], rows, WHOLE, change),
        }
        # The first two turns compile, import and fill caches.
        if turn >= 2:
            for name, took in steps.items():
                times[name].append(took)
    figures: dict[str, Any] = {"fields": 60, "rows": ROWS, "rounds": len(times["open"])}
    for name, some in times.items():
        figures |= {f"{name}: p50, ms": round(per_cent(some, 50), 1), f"{name}: p95, ms": round(per_cent(some, 95), 1)}
    bars = [bar(f"{name}, p95 ms", per_cent(times[name], 95), LIMIT_MS) for name in ("open", "save", "submit")]
    return {"figures": figures, "bars": bars}


def _alone(version: Any, kept: Any, rows: Any, mask: Any, change: Any) -> float:
    from datetime import UTC, datetime

    from forms.compiled import compiled
    from forms.record import Around

    form, around = compiled(version), Around(datetime.now(UTC), UTC)
    return milliseconds(lambda: change(form, kept, {"items": rows}, around, mask, complete=True))
