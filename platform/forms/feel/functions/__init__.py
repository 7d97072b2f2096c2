"""The built-in functions by what `does` says in grammar.json; `Run` comes first, an argument left out is None."""

from __future__ import annotations

from typing import Any, Final

from forms.feel.functions import contexts, conversion, lists, moments, numeric, ours, spans, texts

IMPLEMENTATIONS: Final[dict[str, Any]] = {
    **conversion.FUNCTIONS,
    **texts.FUNCTIONS,
    **lists.FUNCTIONS,
    **numeric.FUNCTIONS,
    **spans.FUNCTIONS,
    **moments.FUNCTIONS,
    **contexts.FUNCTIONS,
    **ours.FUNCTIONS,
}
