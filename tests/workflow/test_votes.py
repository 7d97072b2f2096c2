"""When a step is decided, against the plain meaning of the rule."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from workflow.engine.rows import Vote
from workflow.engine.votes import verdict
from workflow.plan import VoteRule


def counted(rule: VoteRule, votes: tuple[str, ...]) -> Vote | None:
    return verdict(
        rule, total=len(votes), agreed=votes.count("y"), rejected=votes.count("n"), abstained=votes.count("a")
    )


def passed(rule: VoteRule, votes: tuple[str, ...]) -> bool:
    """The meaning, once all have spoken."""
    yes, no, none = votes.count("y"), votes.count("n"), votes.count("a")
    match rule.abstain:
        case "agree":
            yes, none = yes + none, 0
        case "against":
            no, none = no + none, 0
    base = yes + no
    match rule.mode:
        case "all":
            return base > 0 and no == 0
        case "number":
            return base > 0 and yes >= min(rule.need, base)
        case _:
            return base > 0 and Fraction(yes, base) >= Fraction(rule.num, rule.den)


RULES = [
    VoteRule(mode=mode, num=num, den=den, need=need, abstain=abstain)
    for mode, num, den, need in [("all", 1, 1, 1), ("ratio", 2, 3, 1), ("ratio", 1, 2, 1), ("number", 1, 1, 2)]
    for abstain in ("reduce", "against", "agree")
]


@pytest.mark.feature("COL-23")
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_verdict_is_given_as_soon_as_it_is_certain_and_never_before(rule: VoteRule) -> None:
    for size in range(1, 5):
        for votes in itertools.product("yna-", repeat=size):
            open_ = votes.count("-")
            spoken = tuple(one for one in votes if one != "-")
            ends = {passed(rule, spoken + rest) for rest in itertools.product("yna", repeat=open_)}
            found = counted(rule, votes)
            if found is Vote.AGREE:
                assert ends == {True}, votes
            if not open_:
                assert found is (Vote.AGREE if passed(rule, spoken) else Vote.REJECT)
            if found is Vote.REJECT:
                assert ends == {False}, votes
            if ends == {True}:
                assert found is Vote.AGREE, votes
            if ends == {False}:
                assert found is Vote.REJECT, votes


def test_the_first_voice_decides_where_anyone_may() -> None:
    rule = VoteRule(mode="any")
    assert counted(rule, ("y", "-")) is Vote.AGREE
    assert counted(rule, ("n", "-")) is Vote.REJECT
    assert counted(rule, ("a", "-")) is None
    assert counted(rule, ("a", "a")) is Vote.REJECT


def test_a_veto_decides_at_once_unless_all_are_waited_for() -> None:
    assert verdict(VoteRule(mode="number"), total=3, agreed=1, rejected=1, abstained=0, vetoed=True) is Vote.REJECT
    waiting = VoteRule(mode="number", wait_for_all=True)
    assert verdict(waiting, total=3, agreed=1, rejected=1, abstained=0, vetoed=True) is None
    assert verdict(waiting, total=3, agreed=2, rejected=1, abstained=0, vetoed=True) is Vote.REJECT
