"""Definitions of forms, `oaform/1`: read, checked, compiled. Pure: no Django, no database. The format is in ../README.md."""

from forms.schema.comparing import Difference, compare
from forms.schema.compiling import CompiledForm, CompiledRule, Step, check_form, compile_form, digest_of, kind_of
from forms.schema.faults import BadForm, SchemaFault
from forms.schema.jsonschema import json_schema
from forms.schema.kinds import KINDS, FieldKind
from forms.schema.layout import view_of
from forms.schema.model import GRID, VIEWS, Cell, Field, Form, Rule, View
from forms.schema.reading import SURROUNDINGS, read_form
from forms.schema.values import WrongField, normalise, number_text, references

__all__ = [
    "GRID",
    "KINDS",
    "SURROUNDINGS",
    "VIEWS",
    "BadForm",
    "Cell",
    "CompiledForm",
    "CompiledRule",
    "Difference",
    "Field",
    "FieldKind",
    "Form",
    "Rule",
    "SchemaFault",
    "Step",
    "View",
    "WrongField",
    "check_form",
    "compare",
    "compile_form",
    "digest_of",
    "json_schema",
    "kind_of",
    "normalise",
    "number_text",
    "read_form",
    "references",
    "view_of",
]
