"""Whom the locks of the sign-up keep out: of a clean set of companies fewer than one in a hundred (O2), of the hostile
ones everybody."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from kernel.actor import Actor
from kernel.policies import Invalid
from kernel.scope import public
from provisioning import limits, names, slugs
from provisioning.actions import signups
from provisioning.actions.signups import _email

pytestmark = pytest.mark.feature("SAAS-01")
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
CLEAN, ALLOWED = 1000, 0.01


def _words(text: str) -> list[str]:
    return text.split()


PLACES = _words(
    "北京 上海 天津 重庆 深圳 广州 杭州 苏州 无锡 宁波 青岛 大连 厦门 成都 武汉 长沙 西安 沈阳 石家庄 呼和浩特 乌鲁木齐 拉萨"
)
BRANDS = _words(
    "青禾 远景 恒通 瑞丰 天泽 鸿运 宏图 中科 华信 金石 银河 蓝海 绿洲 晨光 启明 开元 博雅 同创 联创 众合 三一 五洲 七彩 八方 "
    "九鼎 万里 一帆 光大 永安 长青 德胜 信达 欣欣 喆理 䶮云 囍安 仝心 缘来 好又多 老百姓 管家婆 测试通 演示家 系统之家 邮通 帮助"
)
TRADES = _words(
    "机械制造 信息技术 网络科技 建筑工程 园林绿化 食品 医药 化工 物流 贸易 教育咨询 文化传媒 环保科技 新能源 律师事务所 "
    "会计师事务所 医院 学校 设计院 汽车销售 餐饮管理 物业服务 检测 邮政设备 安全技术"
)
FORMS = ["有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "（集团）有限公司", "", "中心", "厂"]
ODD = [
    "Acme Trading Ltd.",
    "Sino Steel Co.,Ltd",
    "Blue Sea Co.Ltd.",
    "Node.js 软件",
    "No.1 幼儿园",
    "3M中国",
    "O'Neill & Söhne GmbH",
    "７天连锁酒店",
    "中国石化",
    "360安全",
    "B站",
    "小米",
    "A·O·史密斯",
    "Ⅲ代科技",
]
PUBLIC = _words(
    "qq.com foxmail.com 163.com 126.com yeah.net sina.com sohu.com aliyun.com 139.com 189.cn gmail.com outlook.com hotmail.com "
    "icloud.com yahoo.com proton.me posteo.de mailbox.org fastmail.com gmx.de web.de zoho.com 263.net vip.163.com vip.qq.com"
)
#: Companies' own domains, some of which look like those of services that throw mailboxes away.
OWN = _words(
    "qinghe{}.cn hengtong{}.com.cn mail.steel{}.cn tempco{}.cn trashconveyor{}.cn ten-minutes{}.cn oa{}.gov.cn lab{}.edu.cn "
    "guerrilla-garden{}.cn mailcatering{}.cn dropshipping{}.cn yop{}.cn spamfilter{}.cn nada{}.com.cn discard-metal{}.cn"
)
NAMES = _words(
    "shenruochuan li.wei wang_fang zhao-min z123456 hr info sales office 13800138000 A.Chen+oa o'brien x chen.li.2026"
)
RISKY = _words(
    "www admin api mail console support login sign-in status demo-x test-1 tongban tongbаn t0ngban rnail vvww adm1n "
    "аdmin ＡＤＭＩＮ c0nsole"
)


BILLBOARDS = [
    "领奖 https://evil.example", "请看 www.evil.example", "加我 evil.tk", "点击 evil.dev/x", "免费 e-vil.co", "ｗｗｗ．ｅｖｉｌ．ｃｏｍ",
    "evil。com", "见 evil｡cn", "某某.中国", "登录 203.0.113.9", "写信 a@b", "ｅｖｉｌ＠ｂ", "<a href=x>公司", "h\u200bttps://evil.example",
    "电话 13800138000",
]  # fmt: skip


@dataclass(frozen=True)
class Company:
    """Somebody honest who signs up: what is typed, and from where."""

    name: str
    email: str
    address: str


def companies(count: int) -> Iterator[Company]:
    """The clean set: the same in every run. One in five shares its address with nine others, as tenants of one office
    house do; the rest have their own."""
    made = random.Random(20261125)
    every = [f"{place}{brand}{trade}{form}" for place, brand, trade, form in product(PLACES, BRANDS, TRADES, FORMS)]
    for number, name in enumerate([*ODD, *made.sample(every, count - len(ODD))]):
        shared = number % 5 == 0
        address = f"203.0.113.{number // 50}" if shared else f"10.{number // 250}.{number % 250}.7"
        yield Company(name, f"{number}.{made.choice(NAMES)}@{made.choice(PUBLIC + OWN).format(number)}", address)


def test_of_a_clean_set_fewer_than_one_in_a_hundred_is_kept_out(
    db: None, record_property: Callable[[str, object], None]
) -> None:
    kept_out: list[str] = []
    pictured = 0
    with public():
        for number, company in enumerate(companies(CLEAN)):
            now = NOW + timedelta(minutes=5 * number)
            try:
                email = _email(company.email)
            except Invalid as refused:
                kept_out.append(f"{company.email}: {refused.errors}")
                continue
            who = {
                "start_address": company.address, "start_email": email, "start_domain": email.partition("@")[2],
            }  # fmt: skip
            verdict = limits.ask(now, **who)
            pictured += verdict.picture
            if verdict.refused:
                kept_out.append(f"{company} asked too often")
            signups.note_use(by=Actor.visitor(company.address), now=now, **who)
            if words := names.fault(names.clean(company.name), 100):
                kept_out.append(f"{company.name}: {words}")
            proposed = slugs.propose(company.name)
            if not proposed or slugs.fault(proposed):
                kept_out.append(f"{company.name}: {proposed!r} {slugs.fault(proposed) if proposed else ''}")
    record_property("kept out", len(kept_out) / CLEAN)
    record_property("shown a picture", pictured / CLEAN)
    assert len(kept_out) < ALLOWED * CLEAN, f"{len(kept_out)} of {CLEAN}:\n" + "\n".join(kept_out)
    assert pictured < 0.05 * CLEAN, f"{pictured} of {CLEAN} must read a picture"


@pytest.mark.parametrize("name", BILLBOARDS)
def test_no_name_becomes_a_link_in_a_mail(name: str) -> None:
    assert names.fault(names.clean(name), 100), name


def test_of_the_hostile_nobody_gets_in(db: None) -> None:
    lines = (Path(limits.__file__).parent / "data" / "throwaway.txt").read_text(encoding="utf-8").splitlines()
    services = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    assert len(services) > 100
    for domain in services:
        for written in (domain, f"mx.{domain}", domain.upper()):
            with pytest.raises(Invalid):
                _email(f"somebody@{written}")
    for slug in RISKY:
        assert slugs.fault(slugs.clean(slug)), slug
    # One machine that goes on for an hour, one mailbox for a day, one private mail domain for a day.
    with public():
        for kind, who in (
            ("start_address", "198.51.100.9"),
            ("start_email", "x@qinghe.cn"),
            ("start_domain", "own.cn"),
        ):
            limit = limits.LIMITS[kind]
            for used in range(limit.most):
                verdict = limits.ask(NOW, **{kind: who})
                assert not verdict.refused and verdict.picture == (used >= limit.picture)
                signups.note_use(by=Actor.visitor("198.51.100.9"), now=NOW, **{kind: who})
            assert limits.ask(NOW, **{kind: who}).refused
            assert not limits.ask(NOW + limit.term + timedelta(seconds=1), **{kind: who}).refused
