"""What a file is, by its content. Pure: reads a few pieces through a function and answers a media type.

Signatures are public knowledge (IANA's media types, the formats' own specifications). The types are
those an office meets; anything else is `application/octet-stream`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

Read = Callable[[int, int], bytes]

HEAD = 8192
TAIL = 66_000
UNKNOWN = "application/octet-stream"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"AC10", "image/vnd.dwg"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"(\xb5/\xfd", "application/zstd"),
    (257, b"ustar", "application/x-tar"),
    (32769, b"CD001", "application/x-iso9660-image"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "video/x-ms-wmv"),
    (0, b"\x00\x00\x01\xba", "video/mpeg"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (0, b"OTTO", "font/otf"),
    (0, b"\x00\x01\x00\x00\x00", "font/ttf"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"!BDN", "application/vnd.ms-outlook-pst"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"\xfe\xed\xfa\xce", "application/x-mach-binary"),
    (0, b"\xfe\xed\xfa\xcf", "application/x-mach-binary"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"\xca\xfe\xba\xbe", "application/java-vm"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    (0, b"MSCF", "application/vnd.ms-cab-compressed"),
    (0, b"%!PS", "application/postscript"),
)
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
    b"3gp4": "video/3gpp",
    b"3gp5": "video/3gpp",
}
# The streams that tell the old office formats apart, as names in their directory (UTF-16).
_OLE: tuple[tuple[str, str], ...] = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("VisioDocument", "application/vnd.visio"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("Props", "application/vnd.ms-project"),
    ("EncryptedPackage", "application/x-encrypted-office"),
)
_MACROS = {
    WORD: "application/vnd.ms-word.document.macroEnabled.12",
    EXCEL: "application/vnd.ms-excel.sheet.macroEnabled.12",
    SLIDES: "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
}
_PROGRAMS = frozenset(
    {
        "application/vnd.microsoft.portable-executable",
        "application/x-elf",
        "application/x-mach-binary",
        "application/java-vm",
        "application/java-archive",
        "application/vnd.android.package-archive",
        "application/x-ms-shortcut",
        "application/x-ms-installer",
        "text/x-script",
    }
)
# Formats without a script of their own. SVG and HTML are not among them, whatever they are called.
_SHOWN = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/avif",
        "image/bmp",
        "application/pdf",
        "audio/mpeg",
        "audio/aac",
        "audio/flac",
        "audio/ogg",
        "audio/wav",
        "audio/mp4",
        "video/mp4",
        "video/webm",
        "video/quicktime",
        "text/plain",
    }
)
_WORDS: tuple[tuple[str, str], ...] = (
    ("application/pdf", gettext_noop("PDF")),
    (WORD, gettext_noop("Word document")),
    ("application/msword", gettext_noop("Word document")),
    ("application/vnd.ms-word", gettext_noop("Word document with macros")),
    (EXCEL, gettext_noop("Excel sheet")),
    ("application/vnd.ms-excel.sheet.macro", gettext_noop("Excel sheet with macros")),
    ("application/vnd.ms-excel", gettext_noop("Excel sheet")),
    (SLIDES, gettext_noop("Presentation")),
    ("application/vnd.ms-powerpoint.presentation.macro", gettext_noop("Presentation with macros")),
    ("application/vnd.ms-powerpoint", gettext_noop("Presentation")),
    ("application/vnd.oasis.opendocument.text", gettext_noop("Text document")),
    ("application/vnd.oasis.opendocument.spreadsheet", gettext_noop("Spreadsheet")),
    ("application/vnd.oasis.opendocument.presentation", gettext_noop("Presentation")),
    ("application/vnd.oasis", gettext_noop("Document")),
    ("application/ofd", gettext_noop("OFD document")),
    ("application/x-encrypted-office", gettext_noop("Encrypted document")),
    ("application/vnd.ms-outlook", gettext_noop("Mail message")),
    ("message/rfc822", gettext_noop("Mail message")),
    ("application/rtf", gettext_noop("Text document")),
    ("application/epub", gettext_noop("E-book")),
    ("application/vnd.visio", gettext_noop("Drawing")),
    ("image/vnd.dwg", gettext_noop("CAD drawing")),
    ("image/svg", gettext_noop("Drawing (SVG)")),
    ("image/", gettext_noop("Picture")),
    ("audio/", gettext_noop("Sound")),
    ("video/", gettext_noop("Video")),
    ("font/", gettext_noop("Font")),
    ("text/html", gettext_noop("Web page")),
    ("text/x-script", gettext_noop("Program")),
    ("text/", gettext_noop("Text")),
    ("application/xml", gettext_noop("XML data")),
    ("application/json", gettext_noop("JSON data")),
    ("application/zip", gettext_noop("Archive")),
    ("application/gzip", gettext_noop("Archive")),
    ("application/x-tar", gettext_noop("Archive")),
    ("application/x-7z", gettext_noop("Archive")),
    ("application/vnd.rar", gettext_noop("Archive")),
    ("application/x-bzip2", gettext_noop("Archive")),
    ("application/x-xz", gettext_noop("Archive")),
    ("application/zstd", gettext_noop("Archive")),
)


def detect(read: Read, size: int) -> tuple[str, str]:
    """The media type and, for text, the charset of a content of `size` bytes.

    `read(offset, length)` gives at most that many bytes. Five small reads at most.
    """
    if size == 0:
        return "text/plain", "utf-8"
    head = read(0, HEAD)
    for signature, function in ((b"PK\x03\x04", _zipped), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _ole)):
        if head.startswith(signature):
            return function(read, size, head), ""
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]], ""
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4"), ""
    if head[:2] == b"BM" and len(head) > 26 and struct.unpack("<I", head[2:6])[0] == size:
        return "image/bmp", ""
    if head[:2] == b"MZ":
        return "application/vnd.microsoft.portable-executable", ""
    for offset, signature, kind in _SIGNATURES:
        found = head if offset + len(signature) <= len(head) else read(offset, len(signature)) if offset < size else b""
        start = offset if found is head else 0
        if found[start : start + len(signature)] == signature:
            return kind, ""
    return _text(head, whole=size <= len(head))


def is_shown(kind: str) -> bool:
    """Whether a browser may show such a content in place."""
    return kind in _SHOWN


def is_program(kind: str) -> bool:
    """Whether such a content is run rather than read."""
    return kind in _PROGRAMS


def word_for(kind: str) -> str:
    """What people call such a content."""
    if is_program(kind):
        return _("Program")
    for start, word in _WORDS:
        if kind.startswith(start):
            return _(word)
    return _("File")


def is_disguised(ending: str, kind: str) -> bool:
    """Whether a program goes by the ending of a document, a picture or an archive."""
    return is_program(kind) and ending in _HARMLESS_ENDINGS


_HARMLESS_ENDINGS = frozenset(
    [
        "pdf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "ppt",
        "pptx",
        "wps",
        "et",
        "dps",
        "ofd",
        "odt",
        "ods",
        "odp",
        "rtf",
        "txt",
        "csv",
        "md",
        "jpg",
        "jpeg",
        "png",
        "gif",
        "bmp",
        "webp",
        "heic",
        "tif",
        "tiff",
        "svg",
        "mp3",
        "wav",
        "m4a",
        "flac",
        "mp4",
        "mov",
        "avi",
        "wmv",
        "webm",
        "zip",
        "rar",
        "7z",
        "gz",
        "tar",
        "eml",
        "msg",
        "dwg",
        "html",
        "htm",
        "xml",
        "json",
    ]
)


def _zipped(read: Read, size: int, head: bytes) -> str:
    names = _zip_names(read(max(0, size - TAIL), TAIL))
    first = head[30 : 30 + struct.unpack("<H", head[26:28])[0]].decode("utf-8", "replace") if len(head) > 30 else ""
    if first == "mimetype":
        # OpenDocument and EPUB say what they are in their first, unpacked entry.
        start = 30 + sum(struct.unpack("<HH", head[26:30]))
        told = head[start : start + 80].split(b"PK")[0].decode("ascii", "replace")
        if told.startswith(("application/vnd.oasis.opendocument.", "application/epub+zip")):
            return told
    names.add(first)
    folders = {name.partition("/")[0] for name in names}
    if "[Content_Types].xml" in names:
        for folder, kind in (("word", WORD), ("xl", EXCEL), ("ppt", SLIDES), ("visio", "application/vnd.visio")):
            if folder in folders:
                macros = any(name.endswith("vbaProject.bin") for name in names)
                return _MACROS.get(kind, kind) if macros else kind
    if "OFD.xml" in names:
        return "application/ofd"
    if "AndroidManifest.xml" in names:
        return "application/vnd.android.package-archive"
    if "META-INF/MANIFEST.MF" in names:
        return "application/java-archive"
    return "application/zip"


def _zip_names(tail: bytes) -> set[str]:
    """The names in the central directory, as far as the last pieces of the file hold it."""
    names: set[str] = set()
    at = tail.find(b"PK\x01\x02")
    while at != -1 and at + 46 <= len(tail) and len(names) < 5000:
        name_length, extra, comment = struct.unpack("<HHH", tail[at + 28 : at + 34])
        names.add(tail[at + 46 : at + 46 + name_length].decode("utf-8", "replace"))
        at = tail.find(b"PK\x01\x02", at + 46 + name_length + extra + comment)
    return names


def _ole(read: Read, size: int, head: bytes) -> str:
    shift = struct.unpack("<H", head[30:32])[0] if len(head) >= 52 else 0
    if shift not in {9, 12}:
        return "application/x-ole-storage"
    sector = struct.unpack("<I", head[48:52])[0]
    offset = (sector + 1) << shift
    directory = head[offset:] if offset + 4096 <= len(head) else read(offset, 16_384) if offset < size else b""
    names = set()
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack("<H", directory[at + 64 : at + 66])[0]
        if 2 < length <= 64:
            names.add(directory[at : at + length - 2].decode("utf-16-le", "replace"))
    for name, kind in _OLE:
        if name in names:
            return kind
    # The tables of an installer have names outside any script.
    if any(name and 0x3800 <= ord(name[0]) <= 0x4840 for name in names):
        return "application/x-ms-installer"
    return "application/x-ole-storage"


def _text(head: bytes, *, whole: bool) -> tuple[str, str]:
    charset, text = _decoded(head, whole=whole)
    if not charset:
        return UNKNOWN, ""
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith("#!"):
        return "text/x-script", charset
    if start.startswith(("<?xml", "<!--")):
        if "<svg" in start:
            return "image/svg+xml", charset
        return ("text/html", charset) if "<html" in start else ("application/xml", charset)
    if start.startswith("<svg") or "<!doctype svg" in start[:512]:
        return "image/svg+xml", charset
    if start.startswith(("<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<div", "<style", "<a ")):
        return "text/html", charset
    if start.startswith(("received:", "return-path:", "mime-version:", "delivered-to:")):
        return "message/rfc822", charset
    if start.startswith("begin:vcalendar"):
        return "text/calendar", charset
    if start.startswith("begin:vcard"):
        return "text/vcard", charset
    if start.startswith("%pdf-") and "%%eof" in start:
        return "application/pdf", ""
    return "text/plain", charset


def _decoded(head: bytes, *, whole: bool) -> tuple[str, str]:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be")):
        if head.startswith(mark):
            return name, head[len(mark) :].decode(name, "replace")
    if any(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head):
        return "", ""
    for name in ("utf-8", "gb18030"):
        # The last character may be cut in two by the end of what was read.
        for cut in range(1 if whole else 4):
            try:
                return name, head[: len(head) - cut].decode(name)
            except UnicodeDecodeError:
                continue
    return "", ""
