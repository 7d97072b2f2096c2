"""From text to tokens and back: Chinese by pairs, codes whole and in parts, pinyin, full width."""

from __future__ import annotations

import time

import pytest

from kernel.search.highlighting import excerpt, marked
from kernel.search.words import asked, indexed, normal


def test_titles_have_pairs_characters_pinyin_and_codes() -> None:
    found = indexed("采购管理办法 HT-2026-001", "请各部门遵照执行", ["办公室"])
    for token in ("采购", "理办", "采", "t:采购", "ht-2026-001", "2026", "t:001", "cgglbf", "办公", "遵照"):
        assert token in found.tokens, token
    assert "遵" not in found.tokens and "t:遵照" not in found.tokens
    assert "caigouguanlibanfa" in found.latin and "ht-2026-001" in found.latin
    assert found.title_key == "采购管理办法 ht-2026-001"
    assert "" not in found.tokens


def test_full_width_case_and_blanks_do_not_matter() -> None:
    assert normal("ＡＢＣ　１２３") == "abc 123"
    assert asked("ＨＴ－2026").latin == ("ht-2026",)


@pytest.mark.parametrize(
    ("text", "han", "latin", "phrases"),
    [
        ("采购", ("采购",), (), ()),
        ("采", ("采",), (), ()),
        ("采购管理 ht-2026-001", ("采购", "购管", "管理"), ("ht-2026-001",), ()),
        ("“采购 管理” x", ("采购", "管理"), ("x",), ("采购 管理",)),
        ("!?，。", (), (), ()),
        ("'; DROP TABLE x; --", (), ("drop", "table", "x"), ()),
    ],
)
def test_queries(text: str, han: tuple[str, ...], latin: tuple[str, ...], phrases: tuple[str, ...]) -> None:
    question = asked(text)
    assert (question.han, question.latin, question.phrases) == (han, latin, phrases)
    assert question.is_empty == (not han and not latin)


def test_long_texts_have_a_limit_and_take_no_time() -> None:
    began = time.monotonic()
    found = indexed("标" * 5000, "".join(chr(0x4E00 + n % 20000) for n in range(500_000)), ["x" * 10_000])
    assert len(found.tokens) <= 6000 and len(found.latin) <= 2000
    assert len(asked("采" * 10_000).han) <= 64
    assert time.monotonic() - began < 2


def test_highlights_are_safe() -> None:
    assert marked("采购<b>采购</b>", ["采购"]) == "<mark>采购</mark>&lt;b&gt;<mark>采购</mark>&lt;/b&gt;"
    assert marked("<script>", ["script"]) == "&lt;<mark>script</mark>&gt;"
    assert marked("a&b", []) == "a&amp;b"
    cut = excerpt("前" * 300 + "采购" + "后" * 300, ["采购"])
    assert cut.startswith("…") and cut.endswith("…") and "<mark>采购</mark>" in cut and len(cut) < 200
    assert excerpt("", ["采购"]) == ""
