"""From tokens to a tree: operator precedence from the table, keyword forms from its templates.

DMN clause 10.3.1.2; precedence after rule 66: for, if, some, every < or < and < comparison < + - < * / < **
< negation < instance of < path, filter, invocation. Infix operators are left associative.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.feel.faults import Fault, place_of
from forms.feel.grammar import FORMS, INFIX, INSTANCE, KEYWORDS, LIMITS, NEGATION, UNARY_TESTS
from forms.feel.kinds import Kind
from forms.feel.tokens import Token, tokens
from forms.feel.tree import Node
from forms.feel.typetext import TypeReader
from forms.feel.vocabulary import Vocabulary, names_in, standard_vocabulary

_COMPARISON = INFIX["="]
_CLOSERS = frozenset({")", "[", "]"})
#: After these a `[` cannot begin a filter, so it ends a range: `[1..10[`.
_NO_BEGINNING = frozenset({")", "]", "}", ",", "=", "!=", "<", "<=", ">", ">=", "*", "/", "+", "**", ".", ":", ".."})


def parse(source: str, names: Mapping[str, Kind]) -> Node:
    """The tree of a source in which these names are known. Raises Fault with the place of what is wrong."""
    vocabulary = standard_vocabulary()
    for name, kind in names.items():
        vocabulary.learn([name, *names_in(kind)])
    parser = _Parser(source, vocabulary)
    tree = parser.expression()
    if parser.now.kind != "end":
        raise parser.fault("left over", found=parser.now.text)
    return tree


class _Parser(TypeReader):
    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        super().__init__(source, tokens(source))
        self.vocabulary = vocabulary
        self.depth = 0
        self.closing_range = False
        if self.now.kind == "end":
            raise self.fault("empty")

    def expression(self, level: int = 0) -> Node:
        """An expression whose operators bind tighter than a level."""
        self.depth += 1
        if self.depth > LIMITS["nesting"]:
            raise self.fault("too deep", limit=LIMITS["nesting"])
        left = self._prefix()
        while True:
            operator = self.now.text if self.now.kind in ("sign", "keyword") else ""
            if operator == "instance":
                if level >= INSTANCE:
                    break
                at = self.advance().at
                self.expect("of")
                left = self.node("instance", at, [left], self.type())
                continue
            binding = INFIX.get(operator)
            if binding is None or binding <= level:
                break
            at = self.advance().at
            left = self._infix(operator, binding, at, left)
        self.depth -= 1
        return left

    def node(self, kind: str, at: int, parts: list[Node], value: Any = None) -> Node:
        """A node, unless the tree has become too high to be gone through."""
        height = 1 + max((part.height for part in parts), default=0)
        if height > LIMITS["height"]:
            raise Fault("too deep", place_of(self.source, at), limit=LIMITS["height"])
        return Node(kind, at, parts, value, height)

    def _infix(self, operator: str, binding: int, at: int, left: Node) -> Node:
        if operator == "between":
            low = self.expression(_COMPARISON)
            self.expect("and")
            return self.node("between", at, [left, low, self.expression(_COMPARISON)])
        if operator == "in":
            return self.node("in", at, [left, *self._tests()])
        return self.node("infix", at, [left, self.expression(binding)], operator)

    def _tests(self) -> list[Node]:
        """Rules 49 c and 49 d: one test, or several in brackets."""
        if self.now.text != "(" or self.now.kind != "sign":
            return [self.expression(_COMPARISON)]
        at = self.advance().at
        first = self.expression()
        if self.sees(".."):
            return [self._range(at, first, included=False)]
        tests = [first]
        while self.takes(","):
            tests.append(self.expression())
        self.expect(")")
        return tests

    def _prefix(self) -> Node:
        token = self.now
        if token.kind == "sign":
            if token.text == "-":
                self.advance()
                if self.now.kind == "number":
                    return self._postfix(self.node("number", token.at, [], "-" + self.advance().text))
                return self.node("negate", token.at, [self.expression(NEGATION)])
            if token.text in UNARY_TESTS:
                self.advance()
                return self.node("unary", token.at, [self.expression(_COMPARISON)], token.text)
        if token.kind == "keyword" and token.text in FORMS:
            form = self._form(token.text)
            return self._postfix(form) if token.text == "function" else form
        return self._postfix(self._primary())

    def _primary(self) -> Node:
        token = self.now
        if token.kind == "number":
            return self.node("number", self.advance().at, [], token.text)
        if token.kind == "text":
            return self.node("text", self.advance().at, [], token.text)
        if token.kind == "keyword" and token.text in ("true", "false", "null"):
            return self.node(token.text, self.advance().at, [])
        if token.kind == "word":
            return self.node("name", token.at, [], self._name())
        if token.kind == "sign":
            if token.text == "@":
                self.advance()
                if self.now.kind != "text":
                    raise self.expected('"…"')
                return self.node("at", token.at, [], self.advance().text)
            if token.text in ("(", "[", "]"):
                return self._brackets(token)
            if token.text == "{":
                return self._context()
        raise self.fault("expression expected", found=self.shown(token))

    def _brackets(self, opening: Token) -> Node:
        """`(e)`, a list or a range: which of them shows after the first expression."""
        self.advance()
        if opening.text == "[" and self.takes("]"):
            return self.node("list", opening.at, [])
        outer, self.closing_range = self.closing_range, False
        first = self.expression()
        if self.sees(".."):
            self.closing_range = outer
            return self._range(opening.at, first, included=opening.text == "[")
        if opening.text == "]":
            raise self.expected("..")
        parts = [first]
        while opening.text == "[" and self.takes(","):
            parts.append(self.expression())
        self.closing_range = outer
        self.expect("]" if opening.text == "[" else ")")
        return self.node("list", opening.at, parts) if opening.text == "[" else first

    def _range(self, at: int, first: Node, *, included: bool) -> Node:
        """Rule 8, from the two dots on."""
        self.expect("..")
        outer, self.closing_range = self.closing_range, True
        last = self.expression()
        self.closing_range = outer
        if self.now.kind != "sign" or self.now.text not in _CLOSERS:
            raise self.expected(") ]")
        return self.node("range", at, [first, last], (included, self.advance().text == "]"))

    def _context(self) -> Node:
        at = self.advance().at
        keys: list[tuple[str, int]] = []
        parts: list[Node] = []
        while not self.sees("}"):
            if parts:
                self.expect(",")
            key = self.now
            name = self.advance().text if key.kind == "text" else self.words_until(":")
            if any(known == name for known, _ in keys):
                raise Fault("key twice", place_of(self.source, key.at), name=name)
            self.vocabulary.learn([name])
            self.expect(":")
            keys.append((name, key.at))
            parts.append(self.expression())
        self.advance()
        return self.node("context", at, parts, keys)

    def _postfix(self, node: Node) -> Node:
        """Path, filter and invocation, as many as follow."""
        while self.now.kind == "sign":
            token = self.now
            if token.text == ".":
                self.advance()
                if self.now.kind not in ("word", "keyword"):
                    raise self.expected("name")
                node = self.node("path", token.at, [node], self._name())
            elif token.text == "(":
                node = self._call(node)
            elif token.text == "[" and not (self.closing_range and self._ends_range()):
                self.advance()
                outer, self.closing_range = self.closing_range, False
                condition = self.expression()
                self.closing_range = outer
                self.expect("]")
                node = self.node("filter", token.at, [node, condition])
            else:
                break
        return node

    def _ends_range(self) -> bool:
        follows = self.found[self.index + 1]
        if follows.kind == "keyword":
            return follows.text in KEYWORDS - FORMS.keys() - {"true", "false", "null"}
        return follows.kind == "end" or (follows.kind == "sign" and follows.text in _NO_BEGINNING)

    def _call(self, callee: Node) -> Node:
        at = self.advance().at
        outer, self.closing_range = self.closing_range, False
        names: list[tuple[str, int]] | None = [] if self._named_arguments() else None
        arguments: list[Node] = []
        while not self.sees(")"):
            if arguments:
                self.expect(",")
            if names is not None:
                start = self.now.at
                names.append((self.words_until(":"), start))
                self.expect(":")
            arguments.append(self.expression())
        self.advance()
        self.closing_range = outer
        return self.node("call", at, [callee, *arguments], names)

    def _named_arguments(self) -> bool:
        index = self.index
        while self.found[index].kind in ("word", "keyword", "number"):
            index += 1
        return index > self.index and self.found[index].text == ":" and self.found[index].kind == "sign"

    def _form(self, keyword: str) -> Node:
        """A keyword form by its template: words of the language, `<expression>`, `<<names>>`."""
        at = self.now.at
        parts: list[Node] = []
        value: Any = None
        for element in FORMS[keyword]:
            if element == "<<iterations>>":
                value = []
                while not value or self.takes(","):
                    value.append(self.words_until("in"))
                    self.expect("in")
                    parts.append(self._iterated())
            elif element == "<<parameters>>":
                value = self._parameters()
            elif element.startswith("<"):
                parts.append(self.expression())
            else:
                self.expect(element)
        return self.node(keyword, at, parts, value)

    def _iterated(self) -> Node:
        first = self.expression()
        if not self.sees(".."):
            return first
        at = self.advance().at
        return self.node("span", at, [first, self.expression()])

    def _parameters(self) -> list[tuple[str, Kind | None]]:
        self.expect("(")
        found: list[tuple[str, Kind | None]] = []
        while not self.sees(")"):
            if found:
                self.expect(",")
            name = self.words_until(":", ",", ")")
            found.append((name, self.type() if self.takes(":") else None))
        self.advance()
        if self.now.text == "external" and self.now.kind == "keyword":
            raise self.fault("external function")
        return found

    def _name(self) -> str:
        name, count = self.vocabulary.match(self.found, self.index)
        self.index += count
        return name

    def words_until(self, *stops: str) -> str:
        """A name where one is introduced: every token up to a stop."""
        start = self.now
        if start.kind not in ("word", "keyword"):
            raise self.expected("name")
        texts: list[str] = []
        while self.now.kind in ("word", "keyword", "number", "sign") and self.now.text not in stops:
            if self.now.kind == "sign" and self.now.text not in {".", "/", "-", "’", "'", "+", "*"}:
                break
            texts.append(self.advance().text)
        if not texts:
            raise self.expected("name")
        name = " ".join(self.source[start.at : self.found[self.index - 1].end].split())
        self.vocabulary.add(tuple(texts), name)
        return name
