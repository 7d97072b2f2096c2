"""A field for files in forms: what was sent beforehand stands in it by its id, and survives every error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.files import allowance, queries
from kernel.files.models import File
from kernel.files.purposes import by_name


class UploadInput(forms.Widget):
    """Choosing, dropping and pasting; each file becomes a chip with a hidden id."""

    def __init__(self, purpose: str, *, by: Actor, multiple: bool) -> None:
        super().__init__()
        self.purpose, self.by, self.multiple = purpose, by, multiple

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """The ids that the chips carry."""
        getlist = getattr(data, "getlist", None)
        return list(getlist(name)) if getlist else list(data.get(name) or [])

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The field with the chips of what is in it."""
        kept = [one for one in value or [] if isinstance(one, File)]
        ids = [UUID(str(one)) for one in value or [] if not isinstance(one, File) and _is_uuid(one)]
        kept += queries.uploaded(ids, purpose=self.purpose, for_=self.by)
        wanted = by_name(self.purpose)
        given = attrs or {}
        context = {
            "name": name,
            "id": given.get("id") or f"id_{name}",
            "described_by": given.get("aria-describedby", ""),
            "purpose": self.purpose,
            "multiple": self.multiple,
            "accept": ",".join(f"{kind}*" if kind.endswith("/") else kind for kind in wanted.types),
            "largest": min(wanted.max_bytes, allowance.largest(self.by)),
            "required": self.is_required,
            "files": kept,
        }
        return SafeString(render_to_string("files/field.html", context))


class UploadField(forms.Field):
    """Files sent for a purpose; cleaned to a list of File. `standing` are those already attached, which may stay.

    Ids of other people's files and of other purposes are refused.
    """

    default_error_messages = {
        "one": _("Only one file may stand here."),
        "gone": _("A file is not there any more. Choose it again."),
    }

    def __init__(
        self, purpose: str, *, by: Actor, multiple: bool = True, standing: Sequence[File] = (), **given: Any
    ) -> None:
        self.purpose, self.by, self.multiple = purpose, by, multiple
        self.standing = {file.pk: file for file in standing}
        super().__init__(
            widget=UploadInput(purpose, by=by, multiple=multiple), initial=given.pop("initial", list(standing)), **given
        )

    def to_python(self, value: Any) -> list[File]:
        """The files of the ids. Raises ValidationError."""
        ids = list(dict.fromkeys(UUID(str(one)) for one in value or [] if _is_uuid(one)))
        fresh = queries.uploaded([pk for pk in ids if pk not in self.standing], purpose=self.purpose, for_=self.by)
        found = self.standing | {file.pk: file for file in fresh}
        if any(pk not in found for pk in ids) or len(ids) != len(set(value or [])):
            raise forms.ValidationError(self.error_messages["gone"], code="gone")
        if len(ids) > 1 and not self.multiple:
            raise forms.ValidationError(self.error_messages["one"], code="one")
        return [found[pk] for pk in ids]


def _is_uuid(text: object) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True
