"""`tongban tenants …` as an operator types it."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

import pytest
from django.db import connection

from kernel.events.models import EventRow
from kernel.scope import public, scope
from kernel.supervisor.failure import CannotStart
from provisioning.commands import tenants as command
from provisioning.models import PoolTarget
from tenants import templatefile
from tenants.lifecycle import State
from tenants.models import Tenant, UpgradeRun
from tests.support.databases import ONE

pytestmark = pytest.mark.feature("SAAS-05")


def tongban(*words: str) -> int:
    """What the command answers."""
    parser = argparse.ArgumentParser(prog="tongban tenants")
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def state() -> str:
    with public():
        return Tenant.objects.get(schema_name=ONE.schema).state


def test_list_tells_all_or_those_in_a_state(own_database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert tongban("list") == 0
    out = capsys.readouterr().out
    assert "one.localhost" in out
    assert "和一集团" in out
    assert "t_two" in out
    assert tongban("list", "--state", "suspended") == 0
    assert "one.localhost" not in capsys.readouterr().out


def test_a_site_is_suspended_resumed_and_erased_with_a_reason(
    own_database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tongban("suspend", "one", "--reason", "欠费") == 0
    assert state() == State.SUSPENDED
    with pytest.raises(CannotStart, match="suspended"):
        tongban("suspend", "one.localhost", "--reason", "再来一次")
    assert tongban("resume", str(ONE.tenant)) == 0
    assert state() == State.ACTIVE
    monkeypatch.setattr("builtins.input", lambda question: "no")
    assert tongban("erase", "one", "--reason", "合同终止") == 1
    assert state() == State.ACTIVE
    assert tongban("erase", "one", "--reason", "合同终止", "--yes") == 0
    assert state() == State.DELETING
    assert "deleting, next 20" in capsys.readouterr().out
    assert tongban("resume", "one", "--reason", "误操作") == 0
    assert state() == State.ACTIVE
    with public():
        rows = EventRow.objects.filter(kind="tenants.tenant.moved").order_by("id")
        assert [row.data["reason"] for row in rows] == ["欠费", "", "合同终止", "误操作"]
        assert all(row.actor_name.startswith("command of ") for row in rows)


@pytest.mark.parametrize("words", [["suspend", "one"], ["erase", "one"], ["upgrade", "--batch", "x"], []])
def test_what_is_missing_is_said_before_anything_is_done(words: list[str]) -> None:
    with pytest.raises(SystemExit):
        tongban(*words)


def test_an_unknown_company_is_told_in_one_sentence(db: None) -> None:
    with pytest.raises(CannotStart, match="tongban tenants list"):
        tongban("suspend", "nobody", "--reason", "x")


def test_upgrade_finds_nobody_behind_and_says_in_how_long(
    own_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tongban("upgrade", "--only-behind") == 0
    assert "0 of 2 tenants are behind." in capsys.readouterr().out
    assert tongban("upgrade") == 0
    assert "2 tenants looked at" in capsys.readouterr().out
    with public():
        assert not UpgradeRun.objects.exists()
        Tenant.objects.create(schema_name="t_gone", state="active", state_since=datetime.now(UTC))
    assert tongban("upgrade", "--only-behind") == 1
    assert tongban("upgrade", "--workers", "1") == 1
    assert "1 failed" in capsys.readouterr().out


def test_verify_names_what_differs(own_database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert tongban("verify") == 0
    assert "All are equal." in capsys.readouterr().out
    with scope(ONE), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE organization_post DROP COLUMN code, ADD COLUMN extra text")
    assert tongban("verify") == 1
    out = capsys.readouterr().out
    assert "missing" in out
    assert "unexpected" in out
    assert "organization_post" in out


def test_the_template_is_written_anew(own_database: str, capsys: pytest.CaptureFixture[str]) -> None:
    templatefile.template()
    before = templatefile.path().stat().st_mtime_ns
    assert tongban("template") == 0
    assert templatefile.path().stat().st_mtime_ns > before
    assert "statements, release" in capsys.readouterr().out


def test_the_pool_is_filled_to_what_is_wanted(own_database: str, capsys: pytest.CaptureFixture[str]) -> None:
    with public():
        PoolTarget.objects.create(stock="demo", wanted=0)
    assert tongban("pool", "--wanted", "1") == 0
    out = capsys.readouterr().out
    assert "plain: 1 of 1 ready" in out
    assert "demo: 0 of 0 ready" in out


def test_a_command_runs_within_a_company_and_sees_its_tables(
    own_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tongban("within", "one", "dumpdata", "accounts.account") == 0
    assert capsys.readouterr().out.strip() == "[]"
    with scope(ONE):
        from kernel.accounts.models import Account

        Account.objects.create(username="linlan", name="林岚")
    assert tongban("within", "one", "dumpdata", "accounts.account") == 0
    assert "linlan" in capsys.readouterr().out
    for words in ([], ["nonsense"]):
        with pytest.raises(CannotStart):
            tongban("within", "one", *words)
