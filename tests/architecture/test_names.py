"""Names: nothing of ours stands in front of the standard library, and no folder is a rubbish heap."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOTS = (ROOT, ROOT / "platform")
TOP = {"platform", "tenants", "modules", "provisioning", "infra", "tests"}
HEAPS = {"utils", "helpers", "misc", "common", "base2", "lib", "util", "helper"}
LONG = 500

PYTHON = [
    path
    for folder in ("platform", "tenants", "modules", "provisioning")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "node_modules" not in path.parts
]


def test_no_import_root_holds_a_name_of_the_standard_library() -> None:
    for root in ROOTS:
        names = {path.stem for path in root.glob("*.py")}
        names |= {path.name for path in root.iterdir() if (path / "__init__.py").exists()}
        assert not names & set(sys.stdlib_module_names)
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert not (ROOT / "tests" / "platform").exists()


@pytest.mark.parametrize("folder", [".", "platform", "tests"])
def test_the_standard_library_is_what_is_imported(folder: str) -> None:
    code = "import platform, calendar; print(platform.__file__); print(calendar.__file__)"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / folder, capture_output=True, text=True, check=True
    ).stdout
    assert all(line.startswith(sysconfig.get_path("stdlib")) for line in out.splitlines())


def test_the_root_holds_what_the_house_says_and_nothing_else() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    folders = {name.split("/")[0] for name in tracked if "/" in name and not name.startswith(".")}
    assert folders <= TOP


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_named_by_what_they_hold_and_hold_one_idea(path: Path) -> None:
    assert path.stem not in HEAPS
    assert not set(path.relative_to(ROOT).parts[:-1]) & HEAPS
    if "migrations" not in path.parts:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONG, "split it by noun"
