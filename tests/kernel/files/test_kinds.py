"""Types by content: the formats of an office, and what pretends to be one of them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.files.kinds import EXCEL, HEAD, SLIDES, UNKNOWN, WORD, detect, is_disguised, is_program, is_shown, word_for

pytestmark = pytest.mark.feature("SAAS-06")


def kind_of(content: bytes) -> str:
    return detect(lambda offset, length: content[offset : offset + length], len(content))[0]


def zipped(names: Mapping[str, bytes], *, stored: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED)
    return made.getvalue()


def office(folder: str, *, macros: bool = False, padding: int = 0) -> bytes:
    names = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"", f"{folder}/document.xml": b"x"}
    for number in range(padding):
        names[f"{folder}/media/image{number}.png"] = bytes([number % 256]) * 3000
    if macros:
        names[f"{folder}/vbaProject.bin"] = b"x"
    return zipped(names)


def ole(*streams: str, sector: int = 0, shift: int = 9) -> bytes:
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504)
    head[30:32] = struct.pack("<H", shift)
    head[48:52] = struct.pack("<I", sector)
    head += b"\x00" * (((sector + 1) << shift) - len(head))
    for name in ("Root Entry", *streams):
        raw = name.encode("utf-16-le")
        head += raw.ljust(64, b"\x00") + struct.pack("<H", len(raw) + 2) + b"\x00" * 62
    return bytes(head)


CORPUS = {
    "docx": (office("word"), WORD),
    "docx of many parts": (office("word", padding=300), WORD),
    "docm": (office("word", macros=True), "application/vnd.ms-word.document.macroEnabled.12"),
    "xlsx": (office("xl"), EXCEL),
    "pptx": (office("ppt"), SLIDES),
    "odt": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}, stored="mimetype"),
        "application/vnd.oasis.opendocument.text",
    ),
    "ods": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "a": b"x"}, stored="mimetype"),
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    "epub": (zipped({"mimetype": b"application/epub+zip", "a": b"x"}, stored="mimetype"), "application/epub+zip"),
    "mimetype that lies": (
        zipped({"mimetype": b"text/html", "a": b"x"}, stored="mimetype"),
        "application/zip",
    ),
    "ofd": (zipped({"OFD.xml": b"x"}), "application/ofd"),
    "zip": (zipped({"a.txt": b"x"}), "application/zip"),
    "jar": (zipped({"META-INF/MANIFEST.MF": b"x"}), "application/java-archive"),
    "apk": (zipped({"AndroidManifest.xml": b"x"}), "application/vnd.android.package-archive"),
    "doc": (ole("WordDocument"), "application/msword"),
    "wps far away": (ole("WordDocument", sector=60), "application/msword"),
    "xls": (ole("Workbook"), "application/vnd.ms-excel"),
    "et": (ole("ETExtData", "Workbook"), "application/vnd.ms-excel"),
    "ppt": (ole("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    "vsd": (ole("VisioDocument"), "application/vnd.visio"),
    "msg": (ole("__properties_version1.0"), "application/vnd.ms-outlook"),
    "locked docx": (ole("EncryptionInfo", "EncryptedPackage"), "application/x-encrypted-office"),
    "msi": (ole("\u4840\u3f3f\u4577"), "application/x-ms-installer"),
    "ole": (ole("Something"), "application/x-ole-storage"),
    "ole cut": (ole()[:40], "application/x-ole-storage"),
    "ole with a huge sector": (ole()[:48] + b"\xfe\xff\xff\xff", "application/x-ole-storage"),
    "pdf": (b"%PDF-1.4\n", "application/pdf"),
    "rtf": (b"{\\rtf1", "application/rtf"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff\xe1", "image/jpeg"),
    "gif": (b"GIF87a", "image/gif"),
    "tif": (b"II*\x00", "image/tiff"),
    "webp": (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
    "wav": (b"RIFF\x00\x00\x00\x00WAVE", "audio/wav"),
    "heic": (b"\x00\x00\x00\x18ftypheic", "image/heic"),
    "avif": (b"\x00\x00\x00\x18ftypavif", "image/avif"),
    "mp4": (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
    "m4a": (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
    "mov": (b"\x00\x00\x00\x14ftypqt  ", "video/quicktime"),
    "bmp": (b"BM" + struct.pack("<I", 30) + b"\x00" * 24, "image/bmp"),
    "text that begins with BM": ("BM 会议纪要".encode(), "text/plain"),
    "dwg": (b"AC1032", "image/vnd.dwg"),
    "rar": (b"Rar!\x1a\x07\x01\x00", "application/vnd.rar"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    "gz": (b"\x1f\x8b\x08", "application/gzip"),
    "tar": (b"a.txt".ljust(257, b"\x00") + b"ustar\x0000", "application/x-tar"),
    "iso": (b"\x00" * 32769 + b"CD001", "application/x-iso9660-image"),
    "exe": (b"MZ\x90\x00", "application/vnd.microsoft.portable-executable"),
    "elf": (b"\x7fELF\x02", "application/x-elf"),
    "lnk": (b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    "sh": (b"#!/bin/sh\n", "text/x-script"),
    "svg": (b"<svg onload='x'>", "image/svg+xml"),
    "svg after a comment": (b"<!-- x --><svg>", "image/svg+xml"),
    "svg with a document type": (b"<!DOCTYPE svg PUBLIC 'x'><svg>", "image/svg+xml"),
    "svg in utf-16": ("\ufeff<svg>".encode("utf-16-le"), "image/svg+xml"),
    "html": (b"\n\t <!doctype HTML>", "text/html"),
    "xhtml": (b"<?xml version='1.0'?><html xmlns='x'>", "text/html"),
    "xml": (b"<?xml version='1.0'?><a/>", "application/xml"),
    "eml": (b"Received: from x\r\n", "message/rfc822"),
    "ics": (b"BEGIN:VCALENDAR\r\n", "text/calendar"),
    "vcf": (b"BEGIN:VCARD\r\n", "text/vcard"),
    "csv": ("姓名,部门\n林小满,财务部\n".encode(), "text/plain"),
    "csv of an old system": ("姓名,部门\n林小满,财务部\n".encode("gb18030"), "text/plain"),
    "empty": (b"", "text/plain"),
    "noise": (bytes(range(256)), UNKNOWN),
}


@pytest.mark.parametrize("name", CORPUS)
def test_the_type_follows_from_the_content(name: str) -> None:
    content, kind = CORPUS[name]
    assert kind_of(content) == kind


def test_a_character_cut_by_the_end_of_the_piece_is_no_noise() -> None:
    for shift in range(4):
        assert kind_of(b"a" * (HEAD - shift) + "字".encode() * 10) == "text/plain"


def test_what_can_carry_a_script_is_never_shown() -> None:
    for name in ("svg", "html", "xhtml", "xml", "svg in utf-16", "svg after a comment", "docm", "exe", "zip", "noise"):
        assert not is_shown(CORPUS[name][1]), name


def test_programs_and_their_disguises() -> None:
    assert {name for name, (_, kind) in CORPUS.items() if is_program(kind)} == {
        "jar",
        "apk",
        "msi",
        "exe",
        "elf",
        "lnk",
        "sh",
    }
    assert is_disguised("pdf", CORPUS["exe"][1])
    assert not is_disguised("exe", CORPUS["exe"][1])
    assert not is_disguised("pdf", CORPUS["docx"][1])


def test_every_kind_has_a_word() -> None:
    for content, kind in CORPUS.values():
        assert word_for(kind), content[:10]


@given(st.binary(max_size=600))
def test_no_content_breaks_it(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"BM", b"RIFF", b"\x00\x00\x00\x18ftyp"):
        assert "/" in kind_of(start + content)
