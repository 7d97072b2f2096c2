"""When a step is decided: plain arithmetic in whole numbers."""

from __future__ import annotations

from workflow.engine.rows import Vote
from workflow.plan.model import VoteRule


def verdict(
    rule: VoteRule, *, total: int, agreed: int, rejected: int, abstained: int, vetoed: bool = False
) -> Vote | None:
    """AGREE when it has passed for certain, REJECT when it can no longer pass, None while it is open.

    All numbers are weights of seats; `total` counts all of them. With `wait_for_all` nothing is decided
    before the last voice. Where all abstain, nothing has passed.
    """
    open_ = total - agreed - rejected - abstained
    if rule.wait_for_all and open_ > 0:
        return None
    if vetoed:
        return Vote.REJECT
    if rule.abstain == "agree":
        agreed, abstained = agreed + abstained, 0
    elif rule.abstain == "against":
        rejected, abstained = rejected + abstained, 0
    if rule.mode == "any":
        if agreed:
            return Vote.AGREE
        return Vote.REJECT if rejected or open_ == 0 else None
    base = total - abstained
    need = needed(rule, base)
    if base > 0 and agreed >= need:
        return Vote.AGREE
    if agreed + open_ < need or open_ == 0:
        return Vote.REJECT
    return None


def needed(rule: VoteRule, base: int) -> int:
    """The weight that must agree out of a base: a ratio is rounded up, a number is at most the base."""
    match rule.mode:
        case "ratio" | "weighted":
            return max(1, (base * rule.num + rule.den - 1) // rule.den)
        case "number":
            return max(1, min(rule.need, base))
        case "any":
            return 1
        case _:
            return max(1, base)
