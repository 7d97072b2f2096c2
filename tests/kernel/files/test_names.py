"""Names of files: hostile ones are stored, shown and sent safely."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.files.names import clean, disposition, ending

pytestmark = pytest.mark.feature("SAAS-06")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("报告.docx", "报告.docx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("C:\\Users\\lin\\a.txt", "a.txt"),
        ("/", "file"),
        ("", "file"),
        (".", "file"),
        ("..", "file"),
        ("   ", "file"),
        ("a\x00b.txt", "ab.txt"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie_ x.txt"),
        ("发票\u202efdp.exe", "发票fdp.exe"),
        ("a\u2066b\u2069.txt", "ab.txt"),
        ("a\u200bb.txt", "ab.txt"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("LPT1.doc", "_LPT1.doc"),
        ("console.txt", "console.txt"),
        ("a.txt.", "a.txt"),
        ("a.txt. . .", "a.txt"),
        ('a<b>c:d"e|f?g*h', "a_b_c_d_e_f_g_h"),
        (".env", ".env"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("\ud800.txt", "?.txt".replace("?", "_")),
        ("👨\u200d👩.png", "👨\u200d👩.png"),
    ],
)
def test_a_name_is_made_safe(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_a_long_name_keeps_its_ending() -> None:
    assert clean("字" * 200 + ".docx").endswith("字.docx")
    assert len(clean("字" * 200 + ".docx").encode()) <= 255
    assert len(clean("a" * 300).encode()) == 255
    assert len(clean("a." + "b" * 300).encode()) == 255


@given(st.text())
def test_any_name_is_one_short_visible_path_element(typed: str) -> None:
    kept = clean(typed)
    assert 0 < len(kept.encode()) <= 255
    assert not set(kept) & set('/\\\x00\r\n\t<>:"|?*\u202e\u202d\u2066\u2067\u2068\u2069')
    assert kept not in {".", ".."}
    assert clean(kept) == kept
    header = disposition(kept)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.txt", "attachment; filename=\"a.txt\"; filename*=UTF-8''a.txt"),
        ("报告 1.docx", "attachment; filename=\"1.docx\"; filename*=UTF-8''%E6%8A%A5%E5%91%8A%201.docx"),
        ("报告.docx", "attachment; filename=\"file.docx\"; filename*=UTF-8''%E6%8A%A5%E5%91%8A.docx"),
        ("100%;=.txt", "attachment; filename=\"100__=.txt\"; filename*=UTF-8''100%25%3B%3D.txt"),
    ],
)
def test_the_header_says_it_twice(name: str, header: str) -> None:
    assert disposition(name) == header


@pytest.mark.parametrize(("name", "last"), [("a.PDF", "pdf"), ("a", ""), (".env", ""), ("a.tar.gz", "gz"), ("a.", "")])
def test_the_ending(name: str, last: str) -> None:
    assert ending(name) == last
