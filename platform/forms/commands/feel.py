"""`tongban feel check FILE.json [--json]`: conformance cases of the expression language against our engines."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from forms.feel.cases import Report, check
from forms.feel.typescript import ask_typescript
from kernel.supervisor.failure import CannotStart

NAME = "feel"
HELP = "the expression language: check conformance cases"
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `feel`."""
    parser.add_argument("action", choices=["check"])
    parser.add_argument("file", help="a JSON list of cases: suite, case, expr, inp, exp, err")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--engine", choices=["python", "typescript"], default="python", help="which implementation")


def run(args: argparse.Namespace) -> int:
    """0, or 1 when an engine gives a wrong value."""
    cases = _read(Path(args.file))
    report = check(cases, ask_typescript if args.engine == "typescript" else None)
    print(json.dumps(_as_json(report), ensure_ascii=False) if args.json else _as_lines(report))
    return 1 if report.wrong else 0


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        cases = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotStart(f"{path} cannot be read as JSON: {error}") from None
    needed = {"suite", "case", "expr", "inp", "exp", "err"}
    if not isinstance(cases, list) or not all(isinstance(case, dict) and needed <= case.keys() for case in cases):
        raise CannotStart(f"{path} is no list of cases with {', '.join(sorted(needed))}.")
    return cases


def _as_json(report: Report) -> dict[str, Any]:
    return report.figures() | {
        "refused_cases": [_named(case) | said for case, said in report.refused],
        "wrong_cases": [_named(case) | {"expected": case["exp"], "said": said} for case, said in report.wrong],
    }


def _as_lines(report: Report) -> str:
    figures = report.figures()
    lines = [
        f"refused  {case['suite']}/{case['case']}  {said['fault']} at {said['line']}:{said['column']}  {_short(case)}"
        for case, said in report.refused
    ]
    lines += [
        f"WRONG    {case['suite']}/{case['case']}  {_short(case)}  expected {case['exp']}, said {said}"
        for case, said in report.wrong
    ]
    lines.append(f"{figures['agreed']} agreed, {figures['refused']} refused, {figures['wrong']} wrong.")
    lines.append(
        f"Of {figures['with_value']} cases with a value {figures['with_value_agreed']} agree "
        f"({figures['share_of_values_agreed']:.1%})."
    )
    lines += [f"  {count:>5}  {construct}" for construct, count in figures["refused_by_construct"].items()]
    return "\n".join(lines)


def _named(case: dict[str, Any]) -> dict[str, Any]:
    return {"suite": case["suite"], "case": case["case"], "expr": case["expr"], "error_expected": case["err"]}


def _short(case: dict[str, Any]) -> str:
    return " ".join(case["expr"].split())[:100]
