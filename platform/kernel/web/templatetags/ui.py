"""The components that pages are made of. Loaded everywhere; README.md shows each of them in use."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kernel.web.icons import ICONS
from kernel.web.moments import exact, short

register = template.Library()
FACE_COLOURS = 8


# ---------------------------------------------------------------- small things


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon by name; decoration only, the words stand beside it. Raises KeyError for an unknown one."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="{}"/></svg>',
        ICONS[name],
    )


@register.simple_tag
def state(label: object, kind: str = "") -> SafeString:
    """A state in a word: kind is "ok", "run", "wait", "warn", "bad" or "off". Each kind has a shape of its own."""
    return format_html('<span class="state state-{}">{}</span>', kind or "wait", label)


@register.simple_tag
def face(name: object, key: object = "", picture: str = "", size: str = "") -> SafeString:
    """Somebody's picture, or the last characters of the name on a colour that stays theirs. size: "", "small", "large"."""
    classes = f"face{f' face-{size}' if size else ''}"
    if picture:
        return format_html('<img class="{}" src="{}" alt="" loading="lazy">', classes, picture)
    number = zlib.crc32(str(key or name).encode()) % FACE_COLOURS
    return format_html('<span class="{} face-{}" aria-hidden="true">{}</span>', classes, number, initials(str(name)))


@register.filter
def initials(name: str) -> str:
    """The last two characters of a Chinese name, the first letters of two words otherwise."""
    text = name.strip()
    if text and text[-1] > "\u2e7f":
        return text[-2:]
    return "".join(word[0] for word in text.split()[:2]).upper()


@register.simple_tag
def when(moment: datetime | date | None, empty: str = "") -> SafeString | str:
    """A moment, short and relative, with the exact one in the title. Kept current by the browser."""
    if moment is None:
        return empty
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), date_format(moment, "DATE_FORMAT"))
    return format_html(
        '<time datetime="{}" title="{}" data-when>{}</time>',
        moment.isoformat(),
        exact(moment),
        short(moment, timezone.now()),
    )


@register.simple_tag
def size(count: int | None) -> str:
    """Bytes as people say them: "3.4 MB"."""
    if count is None:
        return ""
    number, units = float(count), ["B", "KB", "MB", "GB", "TB"]
    while number >= 1024 and len(units) > 1:
        number /= 1024
        units.pop(0)
    return f"{number:.0f} {units[0]}" if units[0] == "B" or number >= 100 else f"{number:.1f} {units[0]}"


@register.filter
def at(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """A value of a mapping by a key that is no identifier; None when it is not there."""
    return (mapping or {}).get(key)


@register.simple_tag
def copyable(text: object, label: object = "") -> SafeString:
    """A text with a button that copies it."""
    return format_html(
        '<span class="copyable"><code>{}</code><button type="button" class="icon-button" data-copy="{}" '
        'aria-label="{}" title="{}">{}</button></span>',
        text,
        text,
        label or _("Copy"),
        label or _("Copy"),
        icon("copy"),
    )


# ---------------------------------------------------------------- places on a page


@register.simple_block_tag(takes_context=True)
def pagehead(
    context: template.Context, content: str, title: object = "", crumbs: object = None, meta: object = ""
) -> SafeString:
    """The head of a page: where it is, its title, a line about it; the content are the buttons at its end."""
    return _part("pagehead", title=title, crumbs=crumbs, meta=meta, content=content.strip())


@register.simple_tag
def crumbs(*items: object) -> SafeString:
    """Where this is: pairs (title, url), or a title without address, from the outside in."""
    return _part("crumbs", crumbs=items[0] if len(items) == 1 and isinstance(items[0], (list, tuple)) else items)


@register.simple_block_tag
def panel(
    content: str, title: object = "", tabs: object = None, note: object = "", padded: bool = True, key: str = ""
) -> SafeString:
    """A sheet of paper with a title. padded=False for lists that reach from edge to edge."""
    return _part("panel", title=title, tabs=tabs, note=note, padded=padded, key=key, content=content)


@register.simple_block_tag
def railsection(content: str, title: object = "") -> SafeString:
    """A section of the right rail; stands in `<aside class="rail">` inside `<div class="cols">`."""
    return format_html('<section class="rail-section"><h2>{}</h2>{}</section>', title, mark_safe(content))  # noqa: S308


@register.simple_block_tag
def buttons(content: str, sticky: bool = False, note: object = "") -> SafeString:
    """A row of buttons: the primary one first, dangerous ones last. `note` says what the primary one will do."""
    return _part("buttons", content=content, sticky=sticky, note=note)


@register.simple_tag
def tabs(items: Sequence[Any], label: object = "") -> SafeString:
    """Views beside each other: mappings with title, url, is_current and perhaps count."""
    return _part("tabs", tabs=items, label=label)


@register.simple_tag
def keyvalues(pairs: Sequence[tuple[object, object]]) -> SafeString:
    """Names and values: pairs; an empty value is shown as a dash."""
    return _part("keyvalues", pairs=pairs)


@register.simple_tag
def steps(items: Sequence[Any]) -> SafeString:
    """A process as a line: mappings with title, note and state ("done", "now", "" for not yet, "bad")."""
    return _part("steps", steps=items)


@register.simple_block_tag
def emptystate(content: str, title: object = "", text: object = "") -> SafeString:
    """An empty page: what this is for; the content is the one thing to do."""
    return _part("empty", title=title, text=text, content=content.strip())


@register.simple_block_tag
def notice(content: str, kind: str = "info") -> SafeString:
    """A sentence that stays: kind "info", "ok", "warn" or "bad"."""
    return format_html('<div class="notice notice-{}">{}</div>', kind, mark_safe(content))  # noqa: S308


@register.simple_block_tag
def dialog(content: str, key: str, title: object = "", wide: bool = False) -> SafeString:
    """A dialog, opened by any button with data-open-dialog="key"."""
    return _part("dialog", key=key, title=title, wide=wide, content=content)


@register.simple_tag(takes_context=True)
def confirm(
    context: template.Context,
    key: str,
    title: object,
    text: object,
    url: str,
    button: object,
    *,
    danger: bool = False,
    needs_reason: bool = False,
    typed: str = "",
) -> SafeString:
    """A dialog that names the consequence and posts to `url` when agreed. `typed`: a word that must be typed first."""
    return _part(
        "confirm",
        key=key,
        title=title,
        text=text,
        url=url,
        button=button,
        danger=danger,
        needs_reason=needs_reason,
        typed=typed,
        csrf_token=context.get("csrf_token", ""),
    )


@register.simple_tag
def progress(
    url: str, title: object = "", percent: int | None = None, text: object = "", done: bool = False
) -> SafeString:
    """Long work: asks `url` for itself every two seconds until its answer says done=True. The page can be left."""
    return _part("progress", url=url, title=title, percent=percent, text=text, done=done)


@register.simple_tag
def tree(nodes: Sequence[Any], label: object = "") -> SafeString:
    """A tree that loads its branches: mappings with id, label, url, children_url (empty: a leaf), count, is_current."""
    return _part("tree", nodes=nodes, label=label)


@register.simple_tag
def treenodes(nodes: Sequence[Any]) -> SafeString:
    """The lines that a `children_url` answers."""
    return _part("treenodes", nodes=nodes)


# ---------------------------------------------------------------- forms


@register.simple_tag
def field(bound: Any, wide: bool = False) -> SafeString:
    """A field of a form: label, control, help, errors; all joined for screen readers."""
    from kernel.web.fields import dressed

    return dressed(bound, wide=wide)


@register.simple_tag
def fields(form: Any, *names: str) -> SafeString:
    """Several fields of a form, all when none is named; hidden ones included."""
    from kernel.web.fields import dressed

    chosen = [form[name] for name in names] if names else [*form.hidden_fields(), *form.visible_fields()]
    return mark_safe("".join(str(bound) if bound.is_hidden else dressed(bound) for bound in chosen))  # noqa: S308


@register.simple_tag
def formerrors(form: Any) -> SafeString | str:
    """What needs correcting, at the head of the form, each line leading to its field. Nothing when all is well."""
    if not form.errors:
        return ""
    lines = [
        {"id": form[name].id_for_label, "label": form[name].label, "sentences": sentences}
        for name, sentences in form.errors.items()
        if name in form.fields
    ]
    return _part("formerrors", lines=lines, whole=form.non_field_errors())


@register.filter
def is_key(value: object) -> bool:
    """Whether a value is a key (UUID)."""
    return isinstance(value, UUID)


def _part(name: str, **context: Any) -> SafeString:
    return mark_safe(render_to_string(f"web/parts/{name}.html", context))  # noqa: S308 - our own template, escaped there
