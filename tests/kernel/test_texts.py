"""The check of translations: what is missing, what is unsure, and what two catalogues say differently."""

from __future__ import annotations

from pathlib import Path

import pytest

from kernel.texts import clashes, faults, texts

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Two packages that both say “Kind”."""
    for name in ("one", "two"):
        package = tmp_path / "platform" / "kernel" / name
        (package / "locale/zh_Hans/LC_MESSAGES").mkdir(parents=True)
        (package / "apps.py").write_text("", encoding="utf-8")
        (package / "words.py").write_text('_("Kind")\n', encoding="utf-8")
    return tmp_path


def say(checkout: Path, package: str, *entries: tuple[str, str] | tuple[str, str, str]) -> None:
    lines = HEAD
    for *context, text, said in entries:
        lines += "".join(f'msgctxt "{one}"\n' for one in context) + f'msgid "{text}"\nmsgstr "{said}"\n\n'
    path = checkout / "platform/kernel" / package / "locale/zh_Hans/LC_MESSAGES/django.po"
    path.write_text(lines, encoding="utf-8")


def test_one_text_with_two_translations_is_a_fault(checkout: Path) -> None:
    say(checkout, "one", ("Kind", "类型"))
    say(checkout, "two", ("Kind", "类别"))
    assert not list(faults(checkout))
    (found,) = clashes(checkout)
    assert found.text == "Kind" and found.words == "another translation in platform/kernel/one"
    assert "two" in found.path.parts


def test_the_same_translation_or_another_context_is_none(checkout: Path) -> None:
    say(checkout, "one", ("Kind", "类型"))
    say(checkout, "two", ("Kind", "类型"), ("of a post", "Kind", "类别"))
    assert not list(clashes(checkout))


def test_a_missing_translation_is_a_fault(checkout: Path) -> None:
    say(checkout, "one")
    say(checkout, "two")
    assert [fault.words for fault in faults(checkout)] == ["no translation"]


def test_a_function_of_translation_under_another_name_is_read_as_what_it_is(checkout: Path) -> None:
    (checkout / "platform/kernel/one/words.py").write_text(
        "from django.utils.translation import gettext as _, gettext_lazy as lazy, npgettext_lazy as counted, pgettext as p\n"
        'lazy("Kind")\np("of a post", "Kind")\ncounted("files", "One", "Many", 2)\nother("Nothing")\n',
        encoding="utf-8",
    )
    (checkout / "platform/kernel/two/words.py").unlink()
    assert [(text.id, text.context) for text in texts(checkout)] == [
        ("Kind", None),
        ("Kind", "of a post"),
        (("One", "Many"), "files"),
    ]
