"""`tongban features`: the acceptance catalogue, the tests that claim each capability, and how they last went."""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kernel.features import features as catalogue
from kernel.supervisor.places import CHECKOUT

NAME = "features"
HELP = "the acceptance catalogue with the tests that claim each id and their last result"
NEEDS_DJANGO = False


@dataclass
class Claimed:
    """A capability with the tests that claim it (node ids without parameters)."""

    id: str
    zh: str
    en: str
    tests: list[str] = field(default_factory=list)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `features`."""
    parser.add_argument("prefix", nargs="?", default="", help="only ids that begin so, such as SAAS or COL-0")
    parser.add_argument("--tests", action="store_true", help="also list the tests")
    parser.add_argument("--unclaimed", action="store_true", help="only those that no test claims")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the catalogue; 0, or 1 when a test claims an id that is not in it."""
    features = {feature.id: Claimed(feature.id, feature.zh, feature.en) for feature in catalogue()}
    unknown = []
    for test, id in claims(CHECKOUT / "tests"):
        if id in features:
            features[id].tests.append(test)
        else:
            unknown.append(f"{test} claims {id}, which the catalogue does not have")
    results = last_results(CHECKOUT / "var")
    shown = [
        feature
        for feature in features.values()
        if feature.id.startswith(args.prefix.upper()) and not (args.unclaimed and feature.tests)
    ]
    if args.json:
        rows = [vars(feature) | {"result": verdict(feature, results)} for feature in shown]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for feature in shown:
            print(f"{feature.id:<9} {verdict(feature, results):<10} {len(feature.tests):>3}  {feature.zh}")
            for test in feature.tests if args.tests else ():
                print(f"{'':24} {test}")
        claimed = sum(1 for feature in shown if feature.tests)
        print(f"{len(shown)} capabilities, {claimed} claimed by tests.")
    for line in unknown:
        print(f"  ✗ {line}")
    return 1 if unknown else 0


def claims(root: Path) -> Iterator[tuple[str, str]]:
    """(test, id) for each `pytest.mark.feature` on a module, a class or a function, read without running anything."""
    for path in sorted(root.rglob("test_*.py")):
        name = path.relative_to(root.parent).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        whole = [
            id
            for node in tree.body
            if isinstance(node, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets)
            for id in _ids(node.value)
        ]
        yield from _inside(tree.body, name, whole)


def last_results(var: Path) -> dict[str, str]:
    """How each test last went: `{node id: "passed" | "failed" | "skipped"}`, empty before the first run."""
    try:
        found = json.loads((var / "test-results.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(test): str(outcome) for test, outcome in found.items()} if isinstance(found, dict) else {}


def verdict(feature: Claimed, results: dict[str, str]) -> str:
    """`failed` if one of its tests did, `passed` if all did, `partly run`, `not run`, or `unclaimed`."""
    if not feature.tests:
        return "unclaimed"
    outcomes = []
    for test in feature.tests:
        own = [outcome for name, outcome in results.items() if name == test or name.startswith(f"{test}[")]
        outcomes.append("failed" if "failed" in own else "passed" if own and set(own) == {"passed"} else "")
    if "failed" in outcomes:
        return "failed"
    if all(outcomes):
        return "passed"
    return "partly run" if any(outcomes) else "not run"


def _inside(body: list[ast.stmt], name: str, inherited: list[str]) -> Iterator[tuple[str, str]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _inside(node.body, f"{name}::{node.name}", [*inherited, *_marks(node)])
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            for id in dict.fromkeys([*inherited, *_marks(node)]):
                yield f"{name}::{node.name}", id


def _marks(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [id for decorator in node.decorator_list for id in _ids(decorator)]


def _ids(expression: ast.expr) -> list[str]:
    """The ids in `pytest.mark.feature("A", "B")`, also inside a list."""
    return [
        argument.value
        for call in ast.walk(expression)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("mark.feature")
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
