"""Random sources for fuzzing: sentences of the language with mistakes in them, and noise."""

from __future__ import annotations

import random
from collections.abc import Iterator

from forms.feel.grammar import FUNCTIONS, KEYWORDS, SYMBOLS

NAMES = {
    "金额": "number",
    "x": "Any",
    "名": "string",
    "日": "date",
    "开": "date and time",
    "明细": "list<context<数量: number, 单价: number, 备注: string>>",
    "部门": "department",
    "行": "list<number>",
    "Full Name": "string",
}
VALUES: dict[str, list[object]] = {
    "金额": ["decimal", "1234.50"],
    "x": ["list", [["decimal", "1"], ["string", "a"], ["null", None]]],
    "名": ["string", "张三🐎 Li"],
    "日": ["date", "2024-02-29"],
    "开": ["dateTime", "2026-03-29T01:30:00@Europe/Paris"],
    "明细": [
        "list",
        [
            ["context", {"数量": ["decimal", "2"], "单价": ["decimal", "9.9"], "备注": ["null", None]}],
            ["context", {"数量": ["decimal", "3"], "单价": ["null", None], "备注": ["string", "b"]}],
        ],
    ],
    "部门": ["string", "财务部"],
    "行": ["list", [["decimal", str(n)] for n in range(12)]],
    "Full Name": ["string", "Li"],
}
_LITERALS = (
    *("0", "1", "2.5", "-3", "0.1", "1000000000000000000000", ".5", "7.50"),
    *('"a"', '""', '"财务部"', '"a(b)*c"', '"\\u540C"', '"1"'),
    *("true", "false", "null", "[]", "{}", "[1, 2, 3]", '["a", "b"]', "[1..3]", "(1..5]", "{a: 1, b: [2]}"),
    *('@"2026-01-31"', '@"10:30:00Z"', '@"2026-11-25T10:00:00+08:00"', '@"P1M"', '@"PT90M"', '@"-P1D"', '@"P1Y2M"'),
)
_INFIX = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or")
_SHORT = tuple(name for name in FUNCTIONS if name not in ("now", "today"))


def sources(seed: int) -> Iterator[str]:
    """Without end: three of four are sentences, every fourth is damaged or noise."""
    rng = random.Random(seed)
    while True:
        source = _expression(rng, rng.randint(1, 4))
        kind = rng.random()
        if kind < 0.15:
            at = rng.randrange(len(source) + 1)
            source = source[:at] + rng.choice(_NOISE) + source[at + rng.randint(0, 2) :]
        elif kind < 0.25:
            source = " ".join(rng.choice(_NOISE) for _ in range(rng.randint(1, 12)))
        yield source


_NOISE = (
    *SYMBOLS,
    *sorted(KEYWORDS),
    *_LITERALS,
    *NAMES,
    "item",
    "，",
    "\\",
    '"',
    "#",
    "\n",
    "//",
    "/*",
    "é",
    "😀",
    "\x00",
)


def _expression(rng: random.Random, depth: int) -> str:
    if depth <= 0 or rng.random() < 0.15:
        return rng.choice(_LITERALS) if rng.random() < 0.6 else rng.choice(list(NAMES))
    make = rng.choice(_MAKERS)
    return make(rng, depth - 1)


def _infix(rng: random.Random, depth: int) -> str:
    return f"{_expression(rng, depth)} {rng.choice(_INFIX)} {_expression(rng, depth)}"


def _call(rng: random.Random, depth: int) -> str:
    name = rng.choice(_SHORT)
    overload = rng.choice(FUNCTIONS[name])
    count = len(overload["takes"]) + rng.choice((0, 0, 0, 0, 1, -1))
    return f"{name}({', '.join(_expression(rng, depth) for _ in range(max(count, 0)))})"


def _loop(rng: random.Random, depth: int) -> str:
    keyword, join = rng.choice((("for", "return"), ("some", "satisfies"), ("every", "satisfies")))
    domain = rng.choice(("行", "明细", "1..5", "3..1", "[1, 2, 3]", _expression(rng, depth)))
    body = rng.choice(("i", "i + 1", "i > 1", f"i = {_expression(rng, depth)}", _expression(rng, depth)))
    return f"({keyword} i in {domain} {join} {body})"


_MAKERS = (
    _infix,
    _infix,
    _call,
    _call,
    _call,
    _loop,
    lambda rng, depth: f"({_expression(rng, depth)})",
    lambda rng, depth: f"-{_expression(rng, depth)}",
    lambda rng, depth: f"if {_expression(rng, depth)} then {_expression(rng, depth)} else {_expression(rng, depth)}",
    lambda rng, depth: f"[{_expression(rng, depth)}, {_expression(rng, depth)}]",
    lambda rng, depth: f"{{a: {_expression(rng, depth)}, b: a}}.{rng.choice('abc')}",
    lambda rng, depth: f"{_expression(rng, depth)}[{rng.choice(('1', '-1', 'item > 1', _expression(rng, depth)))}]",
    lambda rng, depth: f"明细[数量 > {_expression(rng, depth)}].单价",
    lambda rng, depth: f"{_expression(rng, depth)} in {rng.choice(('(1, >2)', '[1..3]', _expression(rng, depth)))}",
    lambda rng, depth: f"{_expression(rng, depth)} between {_expression(rng, depth)} and {_expression(rng, depth)}",
    lambda rng, depth: f"{_expression(rng, depth)} instance of {rng.choice(('number', 'string', 'list<Any>'))}",
    lambda rng, depth: f"(function(p) {rng.choice(('p', 'p + 1', '[p]'))})({_expression(rng, depth)})",
    lambda rng, depth: f"{_expression(rng, depth)}.{rng.choice(('year', 'days', 'start', 'a', 'time offset'))}",
    lambda rng, depth: f"sort({_expression(rng, depth)}, function(p, q) p < q)",
)
