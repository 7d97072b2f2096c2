"""The `tongban` command. A subcommand is a file: `<package>/commands/<name>.py` with

NAME, HELP                     plain strings
add_arguments(parser)          its options
run(args) -> int               its work; the exit code
NEEDS_DJANGO = False           optional: it runs without the application being set up
PASSES_THROUGH = True          optional: args.arguments holds its words unread
"""

from __future__ import annotations

import argparse
import ast
import difflib
import importlib
import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("kernel", "organization", "forms", "workflow", "tenants", "provisioning")


@dataclass(frozen=True)
class Found:
    """A subcommand, known without importing it."""

    name: str
    help: str
    module: str
    needs_django: bool = True
    passes_through: bool = False


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand and answer its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    commands = find_commands()
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(overview(commands))
        return 0 if arguments else 2
    name, rest = arguments[0], arguments[1:]
    if name not in commands:
        near = difflib.get_close_matches(name, commands, n=1)
        hint = f" Did you mean `tongban {near[0]}`?" if near else " `tongban --help` lists them all."
        print(f"There is no command {name!r}.{hint}", file=sys.stderr)
        return 2
    return run(commands[name], rest)


def run(found: Found, arguments: list[str]) -> int:
    """Import the subcommand, set up what it needs, and run it. A failure to start is one sentence."""
    from kernel.supervisor.failure import CannotStart

    try:
        if found.needs_django:
            # Before the import: a command may name models at its top.
            _set_up()
        module = importlib.import_module(found.module)
        if found.passes_through:
            return int(module.run(argparse.Namespace(arguments=arguments)) or 0)
        parser = argparse.ArgumentParser(prog=f"tongban {found.name}", description=found.help)
        module.add_arguments(parser)
        return int(module.run(parser.parse_args(arguments)) or 0)
    except CannotStart as failure:
        print(failure, file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Somebody piped us into `head`; the interpreter must not complain about it at its end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def find_commands() -> dict[str, Found]:
    """Every subcommand by name. Reads the files' first lines instead of importing them, so that --help is fast."""
    found = {}
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        for root in (spec.submodule_search_locations or ()) if spec else ():
            for path in sorted((Path(root) / "commands").glob("[a-z]*.py")):
                constants = _constants(path)
                name = str(constants.get("NAME") or path.stem.replace("_", "-"))
                found[name] = Found(
                    name=name,
                    help=str(constants.get("HELP", "")),
                    module=f"{package}.commands.{path.stem}",
                    needs_django=constants.get("NEEDS_DJANGO") is not False,
                    passes_through=constants.get("PASSES_THROUGH") is True,
                )
    return dict(sorted(found.items()))


def overview(commands: dict[str, Found]) -> str:
    """What `tongban --help` prints."""
    wide = max((len(name) for name in commands), default=0)
    lines = ["usage: tongban COMMAND …", "", "Tongban 同办, a hosted collaborative office.", ""]
    lines += [f"  {found.name.ljust(wide)}   {found.help}" for found in commands.values()]
    return "\n".join([*lines, "", "`tongban COMMAND --help` tells the options of one."])


def _set_up() -> None:
    from kernel.supervisor.failure import CannotStart
    from kernel.supervisor.settings import complete

    os.environ.update(complete(os.environ))
    try:
        import django

        from kernel.config.environment import environment  # noqa: F401 - read here, where a bad one can be told
    except ValueError as error:
        raise CannotStart(f"{error}.") from None
    django.setup()


def _constants(path: Path) -> dict[str, object]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


if __name__ == "__main__":
    sys.exit(main())
