"""Types as they are written, in `instance of`, in a function's parameters and in a form's declarations: rule 52."""

from __future__ import annotations

from functools import lru_cache

from forms.feel.faults import Fault, place_of
from forms.feel.grammar import REFERENCE_TYPES, SIMPLE_TYPES
from forms.feel.kinds import Kind
from forms.feel.tokens import Token, tokens

_SIMPLE = sorted(
    (tuple(token.text for token in tokens(name)[:-1]) for name in [*SIMPLE_TYPES, *REFERENCE_TYPES]), key=len
)[::-1]


@lru_cache(maxsize=1024)
def read_kind(text: str) -> Kind:
    """A type from its text, such as `list<context<数量: number, 单价: number>>`. Raises Fault."""
    reader = TypeReader(text, tokens(text))
    kind = reader.type()
    if reader.now.kind != "end":
        raise reader.fault("left over", found=reader.now.text)
    return kind


class TypeReader:
    """Walks over tokens; what the reading of types and of expressions have in common."""

    #: Names of type variables, only in the signatures of functions.
    variables: frozenset[str] = frozenset()

    def __init__(self, source: str, found: list[Token]) -> None:
        self.source = source
        self.found = found
        self.index = 0

    @property
    def now(self) -> Token:
        """The token in hand."""
        return self.found[self.index]

    def advance(self) -> Token:
        """Take the token in hand."""
        token = self.found[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def sees(self, text: str) -> bool:
        """Whether the token in hand is this word of the language or sign."""
        return self.now.text == text and self.now.kind in ("sign", "keyword")

    def takes(self, text: str) -> bool:
        """Take the token in hand if it is this one."""
        if self.sees(text):
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        """Take this token or say that it is missing."""
        if not self.sees(text):
            raise self.expected(text)
        return self.advance()

    def fault(self, construct: str, **details: object) -> Fault:
        """A fault at the token in hand."""
        return Fault(construct, place_of(self.source, self.now.at), **details)

    def expected(self, wanted: str) -> Fault:
        """The fault that something is missing here."""
        return self.fault("expected", wanted=wanted, found=self.shown(self.now))

    def shown(self, token: Token) -> str:
        """A token for people."""
        return "…" if token.kind == "end" else self.source[token.at : token.end]

    def type(self) -> Kind:
        """One type."""
        token = self.now
        for texts in _SIMPLE:
            here = tuple(found.text for found in self.found[self.index : self.index + len(texts)])
            if here == texts:
                self.index += len(texts)
                return Kind(" ".join(texts))
        name = self.advance().text
        if name in self.variables:
            return Kind(name)
        if name in ("list", "range"):
            if not self.takes("<"):
                raise Fault("type parameter", place_of(self.source, token.at), name=name)
            inner = self.type()
            self.expect(">")
            return Kind(name, (inner,))
        if name == "context":
            return self._context_type() if self.takes("<") else Kind("context")
        if name == "function":
            return self._function_type(token)
        if token.kind == "end":
            raise Fault("expected", place_of(self.source, token.at), wanted="type", found="…")
        raise Fault("unknown type", place_of(self.source, token.at), name=token.text)

    def _context_type(self) -> Kind:
        fields: list[tuple[str, Kind]] = []
        while not fields or self.takes(","):
            start = self.now
            while self.now.kind in ("word", "keyword", "number", "sign") and self.now.text not in (":", ">", ","):
                self.advance()
            name = " ".join(self.source[start.at : self.now.at].split())
            if not name:
                raise self.expected("name")
            self.expect(":")
            fields.append((name, self.type()))
        self.expect(">")
        return Kind("context", (), tuple(fields))

    def _function_type(self, token: Token) -> Kind:
        if not self.takes("<"):
            raise Fault("type parameter", place_of(self.source, token.at), name="function")
        parameters: list[Kind] = []
        while not self.sees(">"):
            if parameters:
                self.expect(",")
            parameters.append(self.type())
        self.advance()
        self.expect("->")
        return Kind("function", (*parameters, self.type()))
