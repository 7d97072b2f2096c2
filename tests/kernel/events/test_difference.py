"""What changed, in the words of the noun that changed."""

from __future__ import annotations

import pytest
from django.utils import translation

from kernel.events import difference

pytestmark = pytest.mark.feature("ADM-11")


def test_fields_are_called_as_their_noun_calls_them() -> None:
    with translation.override("zh-hans"):
        (line,) = difference.lines({"name": "旧"}, {"name": "新"}, "organization.unit")
    assert (line.name, line.before, line.after, line.change) == ("名称", "旧", "新", "changed")


@pytest.mark.parametrize("kind", ["", "organization.gone", "organization.unit"])
def test_what_no_noun_knows_keeps_its_name(kind: str) -> None:
    assert [line.name for line in difference.lines(None, {"source": "excel"}, kind)] == ["source"]
