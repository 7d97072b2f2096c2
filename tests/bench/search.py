"""A million things in one tenant, searched with the reader's rights in the statement, against a tenth of them (P21)."""

from __future__ import annotations

import random
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.support.measuring import Result, bar, in_own_process, milliseconds, per_cent, say

ROWS = 1_000_000
LIMIT_MS = 300.0
LIMIT_RATIO = 1.5
DEPARTMENTS, PEOPLE, UNITS = 200, 5_000, 8
READERS, ROUNDS = 12, 3
NOUNS = [
    "合同",
    "采购",
    "请示",
    "报告",
    "通知",
    "会议",
    "纪要",
    "预算",
    "结算",
    "付款",
    "发票",
    "验收",
    "施工",
    "设计",
    "变更",
    "图纸",
    "安全",
    "质量",
    "检查",
    "整改",
    "培训",
    "招聘",
    "考勤",
    "薪酬",
    "绩效",
    "招标",
    "投标",
    "评审",
    "立项",
    "结项",
    "审计",
    "法务",
    "印章",
    "档案",
    "保密",
    "车辆",
    "出差",
    "报销",
    "借款",
    "资产",
    "设备",
    "维修",
    "物资",
    "仓库",
    "供应商",
    "客户",
    "销售",
    "回款",
    "项目",
    "进度",
]
PLACES = [
    "华东",
    "华北",
    "华南",
    "西南",
    "上海",
    "北京",
    "广州",
    "成都",
    "武汉",
    "西安",
    "二期",
    "三期",
    "总部",
    "园区",
    "机电",
    "桥梁",
    "隧道",
    "水务",
    "地铁",
    "机场",
]
RARE = ["螺旋桨", "琥珀", "冰川", "灯塔", "候鸟", "丝绸", "古琴", "珊瑚"]
KINDS = ("collaboration.matter", "official_documents.document", "knowledge.document", "bulletin.item")
QUESTIONS = {
    "a common word": "合同",
    "two common words": "采购 合同",
    "a rare word": "琥珀",
    "a whole title's beginning": "关于上海地铁",
    "three characters": "供应商",
    "a number": "HT-2026-000",
    "a whole number": "HT-2026-004217",
    "pinyin initials": "cght",
    "nothing at all": "乌托邦蓝图",
}


def run(args: Namespace) -> Result:
    """Figures in milliseconds of the whole query; bars on the 95th per cent and on its growth from a tenth."""
    return in_own_process(__name__, args)


@dataclass(frozen=True)
class Corpus:
    """What the readers and the rows share."""

    departments: list[UUID]
    people: list[UUID]
    units: list[UUID]


def measure(scale: float) -> Result:
    """A tenth first, then all."""
    many = max(5_000, round(ROWS * scale))
    corpus = _corpus()
    figures: dict[str, Any] = {"rows": many}
    at: dict[int, float] = {}
    done = 0
    for size in (many // 10, many):
        seconds = milliseconds(lambda: _fill(corpus, done, size)) / 1000  # noqa: B023 - called at once
        say(f"{size} rows after {seconds:.0f} s")
        done = size
        times = _ask(corpus)
        every = [one for some in times.values() for one in some]
        at[size] = per_cent(every, 95)
        figures |= {f"p50 of {size}, ms": round(per_cent(every, 50), 2), f"p95 of {size}, ms": round(at[size], 2)}
        if size == many:
            figures |= {f"p95 {name}, ms": round(per_cent(some, 95), 2) for name, some in times.items()}
    foreign = _foreign(corpus)
    return {
        "figures": figures,
        "bars": [
            bar("p95, ms", at[many], LIMIT_MS),
            # Under 20 ms a ratio says more about the machine than about the search.
            bar("growth over ten times the rows", max(at[many], 20.0) / max(at[many // 10], 20.0), LIMIT_RATIO),
            bar("hits the reader may not open", foreign, 0),
        ],
    }


def _corpus() -> Corpus:
    dice = random.Random(7)

    def keys(number: int) -> list[UUID]:
        return [UUID(int=dice.getrandbits(128), version=4) for _ in range(number)]

    return Corpus(keys(DEPARTMENTS), keys(PEOPLE), keys(UNITS))


def _readers(corpus: Corpus) -> list[Any]:
    from kernel.actor import Actor

    dice, readers = random.Random(11), []
    for _ in range(READERS):
        person = dice.choice(corpus.people)
        names = {f"person:{person}", f"unit:{dice.choice(corpus.units)}"}
        names |= {f"department:{key}" for key in dice.sample(corpus.departments, 4)}
        names |= {f"role:{key}" for key in dice.sample(corpus.people, 3)}
        readers.append(
            Actor(kind="person", name="读者", account=person, person=person, principals=frozenset(names))
        )  # fmt: skip
    return readers


def _ask(corpus: Corpus) -> dict[str, list[float]]:
    from kernel.scope import scope
    from kernel.search.queries import query
    from tests.support.databases import ONE

    times: dict[str, list[float]] = {name: [] for name in QUESTIONS}
    for _ in range(ROUNDS):
        for reader in _readers(corpus):
            for name, text in QUESTIONS.items():
                with scope(ONE):
                    times[name].append(milliseconds(lambda: query(text, for_=reader)))  # noqa: B023 - called at once
    return times


def _foreign(corpus: Corpus) -> int:
    from kernel.scope import scope
    from kernel.search.models import SearchEntry
    from kernel.search.policies import principals_of
    from kernel.search.queries import query
    from tests.support.databases import ONE

    wrong = 0
    with scope(ONE):
        for reader in _readers(corpus):
            for text in QUESTIONS.values():
                hits = query(text, for_=replace(reader)).hits
                rows = SearchEntry.objects.filter(object_id__in=[hit.object_id for hit in hits])
                wrong += sum(principals_of(reader).isdisjoint(row.principals) for row in rows)
    return wrong


def _fill(corpus: Corpus, start: int, end: int) -> None:
    """Rows by COPY, as the indexing would have made them."""
    from django.db import connection

    from kernel.scope import scope
    from tests.support.databases import ONE

    columns = "id, module, kind, object_id, title, title_key, excerpt, url, tokens, latin, principals, owner, facets, at, indexed_at"
    with scope(ONE), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = %s AND tablename = 'search_searchentry'"
            " AND indexdef LIKE '%%USING gin%%'",
            [ONE.schema],
        )
        indexes = cursor.fetchall()
        # Made at the end they are made in one go, as after a rebuild and a vacuum.
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        with cursor.copy(f"COPY search_searchentry ({columns}) FROM STDIN") as copy:
            for row in _rows(corpus, start, end):
                copy.write_row(row)
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("ANALYZE search_searchentry")


def _rows(corpus: Corpus, start: int, end: int) -> Iterator[tuple[Any, ...]]:
    import json

    from kernel.keys import uuid7
    from kernel.search.words import indexed

    dice = random.Random(start + 1)
    now = datetime(2026, 11, 25, tzinfo=UTC)
    known: dict[str, tuple[list[str], str, str]] = {}
    for number in range(start, end):
        words = [dice.choice(PLACES), dice.choice(PLACES), dice.choice(NOUNS), dice.choice(NOUNS)]
        if number % 2_000 == 0:
            words.append(dice.choice(RARE))
        title = f"关于{words[0]}{words[1]}{''.join(words[2:])}的请示"
        body = "，".join(dice.choice(NOUNS) + dice.choice(NOUNS) for _ in range(4)) + "。"
        if title not in known:
            if len(known) > 50_000:
                known.clear()
            found = indexed(title, "", ())
            known[title] = (found.tokens, found.latin, found.title_key)
        tokens, latin, key = known[title]
        code = f"ht-2026-{number:06}"
        pairs = {body[at : at + 2] for at in range(len(body) - 1)} - {""}
        pairs = {pair for pair in pairs if pair.isalpha()}
        every = {*tokens, *pairs, code, f"t:{code}", "ht", "2026", f"{number:06}"}
        yield (
            uuid7(), "search", dice.choice(KINDS), uuid7(), title, key, body, f"/x/{number}/",
            " ".join("'" + token.replace("'", "''") + "'" for token in sorted(every)), f"{code} {latin}",
            _principals(corpus, dice), None, json.dumps({}), now - timedelta(minutes=dice.randrange(2_000_000)), now,
        )  # fmt: skip


def _principals(corpus: Corpus, dice: random.Random) -> list[str]:
    """One in ten is everybody's; most are a department's or some people's."""
    luck = dice.random()
    if luck < 0.1:
        return ["all"]
    if luck < 0.15:
        return [f"unit:{dice.choice(corpus.units)}"]
    if luck < 0.65:
        return [f"department:{dice.choice(corpus.departments)}"]
    return [f"person:{key}" for key in dice.sample(corpus.people, 6)]
