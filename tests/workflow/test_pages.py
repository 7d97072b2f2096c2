"""The pages of processes: one's own work, matters, processes, agents, handing over, figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kernel.actor import Actor
from kernel.ports import Directory, sockets
from organization.directory import OrganizationDirectory
from tests.workflow.conftest import Office
from workflow import counting, functions, handing
from workflow.actions import definitions, matters, tasks
from workflow.models import AgentRule, Process, TaskRow

A, B, C, D, SENDER, BOSS = "林静怡", "孙志远", "刘洋", "王海", "孟繁星", "何欣"
Browser = Callable[[str], Client]


class BossManages(OrganizationDirectory):
    """The directory, in which one person designs and manages."""

    def actor_for(self, account: Any, position: Any = None) -> Actor:
        from dataclasses import replace

        found = super().actor_for(account, position)
        more = {functions.MANAGE, functions.DESIGN} if found.name == BOSS else set()
        return replace(found, functions=(found.functions - {functions.MANAGE, functions.DESIGN}) | more)


@pytest.fixture
def browser(office: Office, client_for: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setitem(sockets._offered, Directory, BossManages())
    yield lambda name: client_for(office.person(name).account)


def at(name: str, *args: Any) -> str:
    return reverse(f"workflow:{name}", "kernel.config.urls_tenant", args=args)


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_a_task_is_decided_on_its_page(office: Office, browser: Browser) -> None:
    matter = office.start(office.process(office.step("a", A), office.step("b", B)), values={"amount": 9})
    first, stranger = browser(A), browser(D)
    task = office.todo(matter, A)
    assert "采购十台电脑" in text(first, at("todo"))
    shown = text(first, at("task", task.pk))
    for words in (
        "同意",
        "不同意",
        "退回",
        "加签",
        "转办",
        "下一步：b（孙志远）",
        "流程结束：不通过",
        "amount",
        "<svg",
    ):
        assert words in shown, words
    text(stranger, at("task", task.pk), 404)
    assert first.post(at("opening", task.pk)).status_code == 204
    assert TaskRow.objects.get(pk=task.pk).read_at
    first.post(at("task_decision", task.pk), {"result": "disagree", "opinion": "", "rev": matter.rev})
    assert office.waiting(matter) == [("a", A)], "without an opinion nobody disagrees"
    first.post(at("task_decision", task.pk), {"result": "agree", "opinion": "同意采购", "rev": 99})
    assert office.waiting(matter) == [("a", A)], "somebody else was faster"
    assert stranger.post(at("task_decision", task.pk), {"result": "agree"}).status_code == 404
    answer = first.post(at("task_decision", task.pk), {"result": "agree", "opinion": "同意采购", "rev": matter.rev})
    assert answer["Location"] == at("todo") and office.waiting(matter) == [("b", B)]
    assert "采购十台电脑" in text(first, at("done")) and "采购十台电脑" not in text(first, at("todo"))
    assert "取回" in text(first, at("task", task.pk))
    first.post(at("task_taking_back", task.pk), {})
    assert office.waiting(matter) == [("a", A)]
    first.post(at("task_transfer", office.todo(matter, A).pk), {"to": str(office.pid(C)), "opinion": "请代办"})
    assert office.waiting(matter) == [("a", C)]
    third = browser(C)
    third.post(at("task_return", office.todo(matter, C).pk), {"target": "start", "reason": "补材料", "come_back": "1"})
    assert office.waiting(matter) == [("start", SENDER)]


def test_the_sender_follows_urges_and_revokes(office: Office, browser: Browser) -> None:
    matter = office.start(office.process(office.step("a", A)))
    sender = browser(SENDER)
    assert "进行中" in text(sender, at("sent"))
    shown = text(sender, at("matter", matter.pk))
    assert "催办" in shown and "撤销" in shown and "终止" not in shown and "操作记录" not in shown
    sender.post(at("urging", matter.pk))
    assert TaskRow.objects.get(instance=matter, assignee=office.pid(A)).urges == 1
    sender.post(at("matter_termination", matter.pk), {"reason": "x"})
    assert office.status(matter) == "RUNNING"
    sender.post(at("matter_circulation", matter.pk), {"people": [str(office.pid(D))]})
    reader = browser(D)
    assert "采购十台电脑" in text(reader, at("copies"))
    text(reader, at("picture", matter.pk))
    sender.post(at("matter_revocation", matter.pk), {"reason": "写错了", "to_draft": "on"})
    assert office.status(matter) == "DRAFT"
    sender.post(at("matter_resubmission", matter.pk), {})
    assert office.status(matter) == "RUNNING"


@pytest.mark.feature("COL-28")
def test_managers_find_and_lead_matters(office: Office, browser: Browser) -> None:
    lacking = office.step("a")
    lacking["handler"] = {"rule": "field", "field": "who"}
    process = office.process(lacking, office.step("b", B), fields={"who": "string"})
    matter = office.start(process)
    boss, worker = browser(BOSS), browser(SENDER)
    assert "采购十台电脑" in text(boss, f"{at('managed')}?state=blocked")
    assert "采购十台电脑" not in text(browser(A), at("managed"))
    shown = text(boss, at("matter", matter.pk))
    assert "此事项已停滞" in shown and "操作记录" in shown and "重试" in shown
    arrival = office.live(matter, "a").pk
    given = {"arrival": arrival, "people": [str(office.pid(A))]}
    worker.post(at("arrival_retry", matter.pk), given)
    assert office.status(matter) == "BLOCKED"
    boss.post(at("arrival_retry", matter.pk), given)
    assert office.waiting(matter) == [("a", A)]
    boss.post(at("matter_suspension", matter.pk), {"reason": "等文件"})
    boss.post(at("matter_resumption", matter.pk), {})
    arrival = office.live(matter, "a").pk
    boss.post(at("arrival_jump", matter.pk), {"arrival": arrival, "target": "b", "reason": "急"})
    assert office.waiting(matter) == [("b", B)]
    boss.post(at("matter_termination", matter.pk), {"reason": "不办了"})
    assert office.status(matter) == "TERMINATED"
    boss.post(at("matter_reopening", matter.pk), {"target": "a", "reason": "再办"})
    assert office.status(matter) == "BLOCKED"


@pytest.mark.feature("COL-28")
def test_somebody_leaves_and_all_tasks_go_over(
    office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = office.process(office.step("a", A))
    rows = [office.start(process) for _number in range(3)]
    boss = browser(BOSS)
    text(browser(A), at("handing"), 403)
    assert "移交全部待办" in text(boss, at("handing"))
    given = {"giver": str(office.pid(A)), "taker": str(office.pid(B)), "reason": "离职"}
    answer = boss.post(at("handing"), given)
    assert answer.status_code == 303, answer.content.decode()
    assert "正在移交" in text(boss, answer["Location"])
    actor = office.actor(BOSS, functions.MANAGE)
    assert len(handing.waiting_matters(office.pid(A), by=actor)) == 3
    assert not handing.waiting_matters(office.pid(A), by=office.actor(C))
    for row in rows:
        matters.hand_over(row, by=actor, giver=office.pid(A), taker=office.pid(B), reason="离职")
    assert not handing.waiting_matters(office.pid(A), by=actor)


@pytest.mark.feature("COL-19")
def test_processes_are_listed_published_compared_and_stopped(office: Office, browser: Browser) -> None:
    boss = browser(BOSS)
    text(browser(A), at("processes"), 403)
    answer = boss.post(at("new_process"), {"key": "buy", "name": "采购", "revoke": "never"})
    made = Process.objects.get(key="buy")
    assert answer["Location"] == at("process", made.pk) and made.settings == {"revoke": "never"}
    assert "还没有画流程图" in text(boss, at("process", made.pk))
    steps: dict[str, Any] = {"steps": [office.step("a", A)]}
    first = definitions.draw(made, by=office.designer, source=steps)
    boss.post(at("publication", made.pk), {"version": str(first.pk)})
    second = definitions.draw(made, by=office.designer, source={"steps": [office.step("a", B), office.step("c", C)]})
    assert "发布版本 2" in text(boss, at("process", made.pk))
    shown = text(boss, at("comparison", second.pk, first.pk))
    assert "新增" in shown and "handler" in shown
    boss.post(at("edit_process", made.pk), {"name": "采购申请", "revoke": "any", "managers": [str(office.pid(D))]})
    made.refresh_from_db()
    assert (made.name, made.managers) == ("采购申请", [str(office.pid(D))])
    assert "采购申请" in text(boss, f"{at('processes')}?state=published")
    boss.post(at("stop_process", made.pk))
    made.refresh_from_db()
    assert made.state == "stopped"


@pytest.mark.feature("PER-02")
def test_agents_are_appointed_on_their_page(office: Office, browser: Browser) -> None:
    office.process(office.step("a", A))
    first, agent = browser(A), browser(B)
    now = timezone.localtime()
    days = [(now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M") for days in (-1, 3)]
    given = {"agent": str(office.pid(B)), "starts_at": days[0], "ends_at": days[1]}
    assert first.post(at("agents"), {**given, "ends_at": days[0]}).status_code == 422
    assert first.post(at("agents"), given).status_code == 303
    rule = AgentRule.objects.get()
    assert "生效中" in text(first, at("agents")) and "生效中" in text(agent, at("agents"))
    assert agent.post(at("agent_ending", rule.pk)).status_code == 403
    first.post(at("agent_ending", rule.pk))
    assert "已结束" in text(first, at("agents"))


@pytest.mark.feature("COL-28")
def test_figures_tell_counts_durations_and_what_is_late(office: Office, browser: Browser) -> None:
    process = office.process(office.step("a", A), office.step("b", B))
    now = timezone.now()
    done = office.start(process, now=now - timedelta(days=7))
    office.agree(done, A, now=now - timedelta(days=6))
    office.agree(done, B, now=now - timedelta(days=1))
    late = office.start(process)
    TaskRow.objects.filter(instance=late, assignee=office.pid(A), status=1).update(due_at=now - timedelta(hours=1))
    boss = browser(BOSS)
    text(browser(A), at("statistics"), 403)
    shown = text(boss, at("statistics"))
    assert "流程p" in shown and "林静怡" in shown and "各节点用时" in shown
    table = boss.get(f"{at('statistics')}?export=csv").content.decode()
    lines = [line.split(",") for line in table.splitlines()]
    assert ["流程p", "2", "1", "1", "0", "1"] in lines
    steps = {line[1]: float(line[3]) for line in lines if line[:1] == ["流程p"] and len(line) == 7}
    assert steps["b"] > steps["a"] > 0, "the bottleneck stands first"
    assert ["林静怡", "1", "1", "1", "0"] in lines
    text(boss, f"{at('statistics')}?since=nonsense&process=nonsense")


def test_the_number_of_what_waits_is_remembered_and_forgotten(office: Office) -> None:
    actor = office.actor(A)
    counting.forget([actor.person])
    assert counting.waiting(actor) == 0
    matter = office.start(office.process(office.step("a", A)))
    assert counting.waiting(actor) == 0
    counting.forget([actor.person])
    assert counting.waiting(actor) == 1
    tasks.decide(office.todo(matter, A), by=actor, result="agree")
