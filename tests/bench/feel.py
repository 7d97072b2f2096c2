"""Expressions: how long they take to publish and to run, and 10^6 random sources that may neither break nor hang them.

`tongban bench feel [--scale 0.1]`; the scale is a part of the million.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import Any

from forms.feel import Fault, Stopped, compile_expression, read_all, read_kind
from forms.feel.tagged import from_tagged
from tests.forms.feel.generator import NAMES, VALUES, sources

SOURCES = 1_000_000
CONDITION = '总计 > 10000 and 部门 = "财务"'
TOTAL = "sum(for 行 in 明细 return round half up(行.数量 * 行.单价, 2))"
ROWS = "list<context<数量: number, 单价: number>>"
#: The most work that a source of a few characters can ask for.
HEAVY = (
    "for i in 1..9000 return exp(i / 9000)",
    "sort(行, function(a, b) b < a)",
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "^(a+)+$")',
    "for i in 1..9000 return sum(行)",
    "for i in 1..9000 return 行 = 行",
    "for i in 1..10000 return i * i",
    '{a: "0123456789", b: a+a+a+a+a+a+a+a+a+a, c: b+b+b+b+b+b+b+b+b+b, d: c+c+c+c+c+c+c+c+c+c, e: d+d+d+d+d+d+d+d+d}',
)


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Figures and bars of the expression language."""
    condition = compile_expression(CONDITION, {"总计": "number", "部门": "string"}, "boolean")
    values = {"总计": Decimal("12000.50"), "部门": "财务"}
    total = compile_expression(TOTAL, {"明细": ROWS}, "number")
    column = compile_expression("sum(明细.小计)", {"明细": "list<context<小计: number>>"}, "number")
    rows = {"明细": [{"数量": Decimal(n), "单价": Decimal("19.90"), "小计": Decimal("19.90")} for n in range(200)]}
    condition_us = best(lambda: condition.evaluate(values), 300) * 1e6
    column_ms = best(lambda: column.evaluate(rows), 3) * 1e3
    total_ms = best(lambda: total.evaluate(rows), 3) * 1e3
    read = read_all(rows, {"明细": read_kind(ROWS)})
    calculated_ms = best(lambda: total.calculate(read), 3) * 1e3
    fuzzed = fuzz(max(int(SOURCES * args.scale), 100))
    heavy = {f"heavy_{at}_ms": round(heaviest(source) * 1e3, 2) for at, source in enumerate(HEAVY)}
    slowest = max(heavy.values())
    return {
        "figures": {
            "condition_us": round(condition_us, 2),
            "publish_condition_us": round(
                best(lambda: compile_expression(CONDITION, {"总计": "number", "部门": "string"}), 10) * 1e6, 1
            ),
            "table_200_computed_ms": round(total_ms, 3),
            "table_200_computed_from_read_values_ms": round(calculated_ms, 3),
            "table_200_column_ms": round(column_ms, 3),
            **fuzzed,
            **heavy,
        },
        "bars": [
            bar("a simple condition, µs", condition_us, 10),
            bar("the total of a column of 200 rows, ms", column_ms, 1),
            bar("the total of 200 computed and rounded rows, ms", calculated_ms, 1),
            bar("the heaviest source, ms of processor", slowest, 10),
            bar("random sources that broke it", fuzzed["broken"], 0),
        ],
    }


def bar(name: str, value: float, limit: float) -> dict[str, Any]:
    """One bar: reached when the value is not above the limit."""
    return {"name": name, "value": round(value, 3), "limit": limit, "ok": value <= limit}


def best(does: Callable[[], object], times: int) -> float:
    """Seconds of one turn, the best of many short rounds: what else the machine does must not count."""
    rounds = []
    for _ in range(60):
        start = time.perf_counter()
        for _ in range(times):
            does()
        rounds.append((time.perf_counter() - start) / times)
    return min(rounds)


def heaviest(source: str) -> float:
    """Processor seconds until a heavy source is done or stopped, the best of twelve."""
    expression = compile_expression(source, {"行": "list<number>"})
    values = {"行": [Decimal(n) for n in range(1000)]}
    found = []
    for _ in range(12):
        start = time.process_time()
        with suppress(Stopped):
            expression.evaluate(values)
        found.append(time.process_time() - start)
    return min(found)


def fuzz(count: int) -> dict[str, Any]:
    """Publish and run random sources; anything but a value, a fault and a stop counts as broken."""
    values = {name: from_tagged(tagged) for name, tagged in VALUES.items()}
    figures = {"sources": count, "values": 0, "faults": 0, "stops": 0, "broken": 0}
    slowest = 0.0
    compile_expression("sum([1])", {}).evaluate({})  # what is made at the first use is no source's fault
    tracemalloc.start()
    peak = 0
    for at, source in enumerate(islice(sources(1), count)):
        measured = at % 100 == 0
        if measured:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
        else:
            before = 0
        if at == 2000:
            # Memory of a sample is enough; following every allocation is slow.
            tracemalloc.stop()
        start = time.process_time()
        try:
            compile_expression(source, NAMES).evaluate(values)
            figures["values"] += 1
        except Stopped:
            figures["stops"] += 1
        except Fault:
            figures["faults"] += 1
        except Exception:
            figures["broken"] += 1
        slowest = max(slowest, time.process_time() - start)
        if measured and tracemalloc.is_tracing():
            peak = max(peak, tracemalloc.get_traced_memory()[1] - before)
    if tracemalloc.is_tracing():
        tracemalloc.stop()
    return {**figures, "slowest_ms": round(slowest * 1e3, 2), "peak_kib": round(peak / 1024)}
