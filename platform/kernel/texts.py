"""The product's texts: which there are, in which catalogue each is translated, and what is missing."""

from __future__ import annotations

import ast
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LANGUAGE = "zh_Hans"
ROOTS = ("platform/kernel", "platform/organization", "platform/forms", "platform/workflow")
ROOTS_BESIDE = ("tenants", "provisioning", "modules")
TEMPLATES = {".html", ".txt", ".xml", ".svg"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\([^)]+\)[a-z]|%[sd]|\{[a-z_][a-z0-9_.]*\}")

Id = str | tuple[str, ...] | list[str]


@dataclass(frozen=True)
class Text:
    """One text where it stands in the code. `id` is a pair for a text with a plural."""

    path: Path
    line: int
    id: Id
    context: str | None


@dataclass(frozen=True)
class Fault:
    """Something wrong with a translation, at the place of its text."""

    path: Path
    line: int
    words: str
    text: str


def compile_all(checkout: Path, only: tuple[str, ...] = ()) -> list[Path]:
    """Compile each catalogue that is newer than its compiled form; answers those it compiled."""
    done = []
    for path in catalogues(checkout, only):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        beside = target.with_suffix(".mo.new")
        with beside.open("wb") as file:
            write_mo(file, _read(path))
        beside.replace(target)
        done.append(path)
    return done


def extract_all(checkout: Path, only: tuple[str, ...] = ()) -> list[tuple[Path, int]]:
    """Bring the catalogues up to date with the code; answers each with how many texts it still lacks.

    Translations stay; those whose text is gone are kept as comments.
    """
    grouped: dict[Path, list[Text]] = defaultdict(list)
    for text in texts(checkout, only):
        grouped[owner(text.path, checkout)].append(text)
    done = []
    for package, found in sorted(grouped.items()):
        path = package / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        catalog = _read(path) if path.exists() else Catalog(locale=LANGUAGE, project="tongban", charset="utf-8")
        fresh = Catalog(locale=LANGUAGE, project="tongban", charset="utf-8")
        for text in found:
            where = (text.path.relative_to(checkout).as_posix(), text.line)
            fresh.add(text.id, context=text.context, locations=[where])
        created = catalog.creation_date
        catalog.update(fresh, no_fuzzy_matching=True)
        # A date of each run would make every merge a conflict.
        catalog.creation_date = created
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        write_po(buffer, catalog, width=110, sort_by_file=True, include_lineno=False)
        if not path.exists() or path.read_bytes() != buffer.getvalue():
            path.write_bytes(buffer.getvalue())
        done.append((path, sum(1 for message in catalog if message.id and not _said(message))))
    return done


def faults(checkout: Path, only: tuple[str, ...] = ()) -> Iterator[Fault]:
    """Every text that has no translation, an unsure one, or one with other placeholders."""
    known: dict[tuple[str, str | None], list[Message]] = defaultdict(list)
    for path in catalogues(checkout):
        for message in _read(path):
            if message.id:
                known[_key(message.id), message.context].append(message)
    told = set()
    for text in texts(checkout, only):
        key = (_key(text.id), text.context)
        if key in told:
            continue
        said = [message for message in known[key] if _said(message)]
        if not said:
            told.add(key)
            unsure = any(message.fuzzy for message in known[key])
            yield Fault(text.path, text.line, "unsure translation" if unsure else "no translation", _key(text.id))
            continue
        for message in said:
            wanted = set(_PLACEHOLDER.findall(text.id if isinstance(text.id, str) else text.id[-1]))
            if any(set(_PLACEHOLDER.findall(string)) != wanted for string in _strings(message)):
                told.add(key)
                yield Fault(text.path, text.line, "other placeholders in the translation", _key(text.id))
                break


def clashes(checkout: Path) -> Iterator[Fault]:
    """Every text that two catalogues translate differently: at run time they are one, and one of the two is lost."""
    first: dict[tuple[Id, str | None], tuple[Path, list[str]]] = {}
    for path in catalogues(checkout):
        for message in _read(path):
            if not message.id or not _said(message):
                continue
            id = message.id if isinstance(message.id, str) else tuple(message.id)
            before, strings = first.setdefault((id, message.context), (path, _strings(message)))
            if strings != _strings(message):
                where = before.relative_to(checkout).parents[3].as_posix()
                yield Fault(path, message.lineno or 0, f"another translation in {where}", _key(message.id))


def texts(checkout: Path, only: tuple[str, ...] = ()) -> Iterator[Text]:
    """Every text in Python files and templates, file by file."""
    for root in (*ROOTS, *ROOTS_BESIDE):
        for path in sorted((checkout / root).rglob("*")):
            if only and not path.relative_to(checkout).as_posix().startswith(only):
                continue
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield from _found(path, path.read_text(encoding="utf-8"))
            elif path.suffix in TEMPLATES and "templates" in path.parts:
                yield from _found(path, _as_python(path))


def catalogues(checkout: Path, only: tuple[str, ...] = ()) -> list[Path]:
    """Every .po file of the product."""
    found: list[Path] = []
    for root in (*ROOTS, *ROOTS_BESIDE):
        found += (checkout / root).rglob("locale/*/LC_MESSAGES/django.po")
    return sorted(path for path in found if not only or path.relative_to(checkout).as_posix().startswith(only))


def owner(path: Path, checkout: Path) -> Path:
    """The package whose catalogue a file's texts belong to."""
    roots = {checkout / root for root in ROOTS} | {checkout / root for root in ROOTS_BESIDE}
    for folder in path.parents:
        if folder in roots or (folder / "apps.py").exists() or (folder / "locale").is_dir():
            return folder
    return path.parent


def _found(path: Path, source: str) -> Iterator[Text]:
    options = {"encoding": "utf-8"}
    file = io.BytesIO(source.encode("utf-8"))
    keywords = KEYWORDS | _aliases(source) if path.suffix == ".py" else KEYWORDS
    for line, id, _comments, context in extract("python", file, keywords, (), options):
        if id and (isinstance(id, str) or all(id)):
            yield Text(path, line, id, context)


def _aliases(source: str) -> dict[str, tuple[int | tuple[int, str], ...] | None]:
    """What a file calls the functions of translation by names of its own: `gettext_lazy as lazy`."""
    named = (one for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) for one in node.names)
    return {one.asname: KEYWORDS[one.name] for one in named if one.asname and one.name in KEYWORDS}


def _as_python(path: Path) -> str:
    from django.utils.translation.template import templatize

    return templatize(path.read_text(encoding="utf-8"), origin=str(path))


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def _said(message: Message) -> bool:
    strings = _strings(message)
    return not message.fuzzy and bool(strings) and all(strings)


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _key(id: Id) -> str:
    return id if isinstance(id, str) else id[0]
