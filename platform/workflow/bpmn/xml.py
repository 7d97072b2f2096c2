"""XML from strangers: no document type, no entities, nothing fetched, limits on size and depth."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MOST_BYTES = 2_000_000
MOST_DEPTH = 60
MOST_ELEMENTS = 50_000


class BadXml(ValueError):
    """A file that is not read; `code` says why, `line` where (0 for the whole)."""

    def __init__(self, code: str, line: int = 0, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.line, self.detail = code, line, detail


def parse(data: bytes) -> Element:
    """The root element; names are "{namespace}local". Every element has its line in the attribute "#line". Raises BadXml."""
    if len(data) > MOST_BYTES:
        raise BadXml("too-large", detail=str(MOST_BYTES))
    parser = expat.ParserCreate(namespace_separator="}")
    reader = _Reader(parser)
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = reader.doctype
    parser.UnparsedEntityDeclHandler = reader.doctype
    parser.ExternalEntityRefHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BadXml("not-xml", error.lineno, expat.ErrorString(error.code)) from None
    except (ValueError, LookupError) as error:
        if isinstance(error, BadXml):
            raise
        raise BadXml("not-xml", detail=str(error)) from None
    return reader.builder.close()


class _Reader:
    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser, self.builder = parser, TreeBuilder()
        self.depth = self.count = 0

    def doctype(self, *_given: object) -> int:
        raise BadXml("doctype", self.parser.CurrentLineNumber)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > MOST_DEPTH or self.count > MOST_ELEMENTS:
            raise BadXml("too-deep" if self.depth > MOST_DEPTH else "too-many", self.parser.CurrentLineNumber)
        named = {_name(key): value for key, value in attributes.items()}
        self.builder.start(_name(name), {**named, "#line": str(self.parser.CurrentLineNumber)})

    def end(self, name: str) -> None:
        self.depth -= 1
        self.builder.end(_name(name))

    def text(self, data: str) -> None:
        if self.depth:
            self.builder.data(data)


def _name(name: str) -> str:
    return "{" + name if "}" in name else name
