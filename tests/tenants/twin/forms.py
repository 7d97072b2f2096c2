"""The forms and buttons of a page, pressed as they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile


@dataclass
class Form:
    """A form with what it holds, or a button that htmx sends."""

    action: str
    method: str
    values: dict[str, Any] = field(default_factory=dict)


def forms_of(page: str, url: str) -> list[Form]:
    """Every form of a page, and every element that htmx sends somewhere."""
    reader = _Reader(url)
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.select = ""
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name in ("hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete"):
            if given.get(name, "").startswith("/") and tag != "form":
                self.forms.append(Form(given[name], name[3:]))
        if tag == "form":
            action = given.get("action") or given.get("hx-post") or self.url
            self.open = Form(self.url if action.startswith("?") else action, given.get("method", "get").lower())
            self.forms.append(self.open)
        if self.open is None:
            return
        name = given.get("name", "")
        if tag == "input" and name and name != "csrfmiddlewaretoken":
            kind = given.get("type", "text")
            if kind == "file":
                self.open.values[name] = SimpleUploadedFile("同名.xlsx", b"x")
            elif kind not in {"checkbox", "radio"} or "checked" in given:
                self._add(name, given.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "button" and name and name not in self.open.values:
            self.open.values[name] = given.get("value", "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            if "selected" in given or (self.select not in self.open.values and given.get("value")):
                self.open.values[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.area = name

    def handle_data(self, data: str) -> None:
        if self.open is not None and self.area:
            self.open.values[self.area] = data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def _add(self, name: str, value: str) -> None:
        assert self.open is not None
        before = self.open.values.get(name)
        if isinstance(before, list):
            before.append(value)
        elif before is not None:
            self.open.values[name] = [before, value]
        else:
            self.open.values[name] = value
