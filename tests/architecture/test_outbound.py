"""Nothing calls out but through the guard: by the syntax tree, who may know how to open a connection."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.feature("SAAS-10")

ROOT = Path(__file__).resolve().parents[2]
#: Modules that can open a connection to wherever they are told.
CLIENTS = {
    "socket",
    "socketserver",
    "http.client",
    "urllib.request",
    "urllib3",
    "httpx",
    "httpcore",
    "requests",
    "aiohttp",
    "websockets",
    "smtplib",
    "imaplib",
    "poplib",
    "ftplib",
    "telnetlib",
    "xmlrpc.client",
    "ldap",
    "ldap3",
    "dns",
    "imap_tools",
    "paramiko",
    "boto3",
    "botocore",
}
#: Functions of other modules that do the same.
CALLS = {"open_connection", "create_connection", "getaddrinfo", "gethostbyname", "urlopen", "urlretrieve"}
#: Who may, each with the reason. A line whose files no longer do so fails.
ALLOWED = {
    "platform/kernel/outbound": "the guard itself",
    "platform/kernel/files": "the object store of the operator's environment, by its own client",
    "platform/kernel/supervisor": "asks the processes that it started itself, on loopback",
    "platform/kernel/notices/mail.py": "mail leaves by the server of the operator's environment",
    "platform/kernel/scope.py": "a connection to the database of the tenant, by its alias",
    "platform/kernel/watching/health.py": "asks the services of the operator's environment whether they answer",
}


def offences(tree: ast.AST) -> list[int]:
    """The lines of a tree that import a client or call a function that connects."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                bad = any(_is_client(alias.name) for alias in node.names)
            case ast.ImportFrom() if node.module and not node.level:
                bad = _is_client(node.module) or any(_is_client(f"{node.module}.{a.name}") for a in node.names)
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
                dynamic = name in {"import_module", "__import__"} and any(
                    isinstance(given, ast.Constant) and _is_client(str(given.value)) for given in node.args
                )
                bad = name in CALLS or dynamic
            case _:
                continue
        if bad:
            found.append(node.lineno)
    return found


def _is_client(name: str) -> bool:
    parts = name.split(".")
    return any(".".join(parts[: length + 1]) in CLIENTS for length in range(len(parts)))


def files() -> list[Path]:
    return [
        path
        for folder in ("platform", "tenants", "modules", "provisioning")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "node_modules" not in path.parts
    ]


def allowance(path: Path) -> str | None:
    name = str(path.relative_to(ROOT))
    return next((place for place in ALLOWED if name == place or name.startswith(place + "/")), None)


def test_only_the_guard_calls_out() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in files()
        if allowance(path) is None
        for line in offences(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert not found, f"calls out past kernel.outbound: {', '.join(sorted(found))}"


def test_no_allowance_is_stale() -> None:
    used = {allowance(path) for path in files() if offences(ast.parse(path.read_text(encoding="utf-8")))}
    stale = {place for place in ALLOWED if (ROOT / place).exists()} - used
    assert not stale, f"needs no allowance any more: {', '.join(sorted(stale))}"


@pytest.mark.parametrize(
    "planted",
    [
        "import requests",
        "import socket as s",
        "import urllib.request",
        "from urllib import request",
        "from urllib.request import urlopen",
        "import http.client",
        "from http import client",
        "def f():\n    from httpx import get",
        "import httpx._client",
        "import smtplib, os",
        "import importlib\nimportlib.import_module('socket')",
        "__import__('urllib3')",
        "import asyncio\nasyncio.open_connection('x', 1)",
        "loop.create_connection(f, 'x', 1)",
        "import boto3",
    ],
)
def test_a_planted_offence_is_found(planted: str) -> None:
    assert offences(ast.parse(planted))


@pytest.mark.parametrize(
    "innocent",
    ["import http", "from http import HTTPStatus", "from urllib.parse import urlsplit", "from . import socket"],
)
def test_what_only_looks_like_it_passes(innocent: str) -> None:
    assert not offences(ast.parse(innocent))
