"""Attacks on expression languages that are known from others: each is refused, or is only a text."""

from __future__ import annotations

import builtins
import os
from typing import Any

import pytest

from forms.feel import Fault, Stopped, compile_expression
from forms.feel.answers import answer
from forms.feel.typescript import ask_typescript

NAMES = {"金额": "number", "名": "string", "x": "Any", "c": "context<a: number>", "行": "list<number>"}
VALUES: dict[str, Any] = {
    "金额": ["decimal", "1"],
    "名": ["string", "a"],
    "x": ["context", {"a": ["decimal", "1"]}],
    "c": ["context", {"a": ["decimal", "1"]}],
    "行": ["list", [["decimal", "1"]]],
}

#: Each must be refused when it is published.
REFUSED = [
    "${''.getClass().forName('java.lang.Runtime').getRuntime().exec('id')}",
    "#{T(java.lang.Runtime).getRuntime().exec('id')}",
    "#{''['class'].forName('java.lang.Runtime')}",
    "${execution.setVariable('a', 1)}",
    "${jndi:ldap://127.0.0.1/a}",
    "%{(#_memberAccess['allowStaticMethodAccess']=true)}",
    "T(java.lang.System).exit(1)",
    "new java.lang.ProcessBuilder('id').start()",
    "@java.lang.Runtime@getRuntime().exec('id')",
    "().__class__.__bases__[0].__subclasses__()",
    '"".__class__.__mro__',
    "名.__class__",
    "金额.__class__",
    "金额.real",
    "金额.as_tuple()",
    "名.format(1)",
    '"{0.__class__}".format(1)',
    "行.append(1)",
    "行.__len__()",
    "c.items()",
    "c.__class__",
    "c.constructor",
    "c.__proto__",
    "名.constructor.constructor('return process')()",
    "金额.toString()",
    "{}.a.constructor('x')",
    "__import__('os').system('id')",
    '__import__("os")',
    'eval("1")',
    'exec("1")',
    'open("/etc/passwd")',
    "globals()",
    "os.environ",
    'getattr(x, "a")',
    "lambda: 1",
    "(lambda x: x)(1)",
    "import os",
    "process.exit()",
    'require("fs")',
    "globalThis",
    "window",
    "this",
    "self",
    'function(x) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}',
    "{{7*7}}",
    "{% debug %}",
    "<%= 7*7 %>",
    "1; drop table x",
    "x := 1",
    "x = 1; x",
    "while true do 1",
    "`id`",
    "$(id)",
    "名 || 'a'",
    "x?.a",
    "x->a",
    "x::a",
    'get value(名, "__class__")',
    '名["a"]',
    '行["length"]',
    "金额(1)",
    '"abs"(-1)',
    "sum",
    'range("[date(open)..1]")',
]

#: These mean something harmless: nothing but data comes out.
HARMLESS = {
    'get value(x, "__class__")': "null",
    'get value(x, "constructor")': "null",
    'get value(x, "__proto__")': "null",
    "x.__class__": "null",
    "[].constructor": "[]",
    "x.constructor": "null",
    "x.__proto__": "null",
    "x.toString": "null",
    "x.items": "null",
    "x.a.real": "null",
    "x.a.constructor.constructor": "null",
    '{"__proto__": 1}.__proto__': "1",
    '{"constructor": 2}.constructor': "2",
    'context put({}, "__proto__", {a: 1}).a': "null",
    'context([{key: "__proto__", value: 1}])': "{__proto__: 1}",
    '"${7*7}"': '"${7*7}"',
    '"#{7*7}"': '"#{7*7}"',
    "get entries({})": "[]",
    'replace("a", "a", "$0$0")': '"aa"',
    "string(function(x) x)": '"function"',
}


@pytest.mark.parametrize("source", REFUSED)
def test_it_is_refused_when_it_is_published(source: str) -> None:
    with pytest.raises(Fault) as caught:
        compile_expression(source, NAMES)
    assert caught.value.place is not None


@pytest.mark.parametrize(("source", "expected"), HARMLESS.items())
def test_it_is_only_data(source: str, expected: str) -> None:
    assert answer(_question(source))["text"] == expected


def test_the_browser_refuses_and_says_the_same() -> None:
    asked = [_question(source) for source in [*REFUSED, *HARMLESS]]
    assert ask_typescript(asked) == [answer(one) for one in asked]


#: Small sources that would take for ever or all memory.
BOMBS = [
    "for a in 1..9999, b in 1..9999, c in 1..9999 return a",
    "for a in 1..1000000000 return a",
    "some a in 1..1000000000 satisfies a < 0",
    "(function(f) f(f))(function(f) f(f))",
    "(function(f) f(f, f))(function(f, g) g(f, g))",
    "(function(f) f(f))(function(f) " + "1+" * 100 + "f(f))",
    "sort([1, 2], function(a, b) (function(f) f(f))(function(f) " + "1+" * 90 + "f(f)) = 1)",
    (
        "{a: [1,1,1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c,c,c],"
        " e: [d,d,d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e,e,e], g: [f,f,f,f,f,f,f,f,f,f]}"
    ),
    (
        '{a: "0123456789", b: a+a+a+a+a+a+a+a+a+a, c: b+b+b+b+b+b+b+b+b+b, d: c+c+c+c+c+c+c+c+c+c, e: d+d+d+d+d+d+d+d+d+d,'
        " f: e+e+e+e+e+e+e+e+e+e}"
    ),
    (
        "{a: [1,1,1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c,c,c],"
        " e: [d,d,d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e,e,e], g: f = f}.g"
    ),
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|a)*$")',
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(([a-z])+.)+[A-Z]([a-z])+$")',
    'string join(for a in 1..9000 return "0123456789012345")',
    "for a in 1..9000 return string(10 ** 6000)",
    "for a in 1..9000 return partial",
    "flatten(for a in 1..200 return for b in 1..200 return b)",
    "sort(for a in 1..9000 return modulo(a * 7919, 9001), function(a, b) a < b)",
    "for a in 1..300 return [partial[-1]]",
]


@pytest.mark.parametrize("source", BOMBS)
def test_a_bomb_is_stopped(source: str) -> None:
    expression = compile_expression(source, {})
    with pytest.raises(Stopped):
        expression.evaluate({})


def test_bombs_stop_at_the_same_place_in_the_browser() -> None:
    asked = [{"source": source, "names": {}, "values": {}} for source in BOMBS]
    assert ask_typescript(asked) == [answer(one) for one in asked]


def test_nothing_is_opened_or_imported_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    expressions = [compile_expression(source, NAMES) for source in HARMLESS]

    def forbidden(*args: object, **options: object) -> None:
        raise AssertionError("an expression reached out")

    with monkeypatch.context() as patch:
        for module, name in ((builtins, "open"), (builtins, "eval"), (os, "system"), (builtins, "__import__")):
            patch.setattr(module, name, forbidden)
        for expression in expressions:
            expression.evaluate({})


def _question(source: str) -> dict[str, Any]:
    return {"source": source, "names": NAMES, "values": VALUES, "text": True}
