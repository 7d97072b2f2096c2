"""The showcase company: 和一集团, three units, four levels of departments, 120 people everybody knows.

The same names, numbers and seats every time. Later packages add their own data about these people.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict
from kernel.showcase import Showcase
from organization import events, pinyin, trees
from organization.actions.roles import ensure_built_in
from organization.models import (
    Administrator,
    Department,
    DepartmentHead,
    GroupInfo,
    Level,
    Person,
    PersonGroup,
    PersonGroupMember,
    Position,
    Post,
    RoleGrant,
    Unit,
)

GROUP = "和一集团"
# Who is said to have given the first rights: people read it.
_MAKER = "系统"

# name, short name, code, departments as (name, [departments below])
Tree = list[tuple[str, "Tree"]]
_UNITS: list[tuple[str, str, str, Any]] = [
    ("和一集团本部", "集团本部", "HQ", [
        ("集团领导", []),
        ("集团办公室", [("文秘科", []), ("行政科", [("车队", []), ("会务组", [])])]),
        ("人力资源部", []),
        ("财务部", [("会计科", []), ("资金科", [])]),
        ("法务审计部", []),
        ("信息中心", []),
        ("战略投资部", []),
    ]),
    ("和一建设有限公司", "和一建设", "JS", [
        ("公司领导", []),
        ("综合办公室", []),
        ("工程管理部", [
            ("华东区", [("上海项目部", [("二期工程组", []), ("机电组", [])]), ("苏州项目部", [])]),
            ("华北区", [("北京项目部", [])]),
        ]),
        ("采购部", []),
        ("安全质量部", []),
        ("财务部", []),
    ]),
    ("和一设计院", "设计院", "SJ", [
        ("院领导", []),
        ("院办公室", []),
        ("建筑一所", [("方案组", []), ("施工图组", [])]),
        ("结构所", []),
        ("机电所", []),
        ("经营部", []),
    ]),
]  # fmt: skip
_LEVELS = ("集团领导", "部门正职", "部门副职", "主管", "员工")
_UNIT_LEVELS = (("院长级", 1), ("所长级", 2), ("副所长级", 3), ("专业负责人", 4), ("设计人员", 5))
_POSTS = (
    ("总经理", "management"), ("分管副总", "management"), ("主任", "management"), ("副主任", "management"),
    ("经理", "management"), ("主管", "management"), ("文书", "clerical"), ("专员", "professional"),
    ("会计", "professional"), ("法务", "professional"), ("工程师", "technical"), ("设计师", "technical"),
    ("采购员", "sales"), ("司机", "operation"),
)  # fmt: skip


@dataclass(frozen=True)
class SignIn:
    """Somebody whose sign-in is told to visitors: the role it shows, and who it is."""

    role: str
    title: Any
    name: str
    username: str
    person: uuid.UUID
    account: uuid.UUID


# name, sex, unit code, department path, post, rank, kind of leader or ""
_NAMED: list[tuple[str, str, str, str, str, int, str]] = [
    ("孙志远", "m", "HQ", "集团领导", "分管副总", 1, "head"),
    ("林静怡", "f", "HQ", "集团办公室", "主任", 2, "head"),
    ("陈立", "m", "HQ", "集团办公室/文秘科", "文书", 5, ""),
    ("何欣", "f", "HQ", "信息中心", "主任", 2, "head"),
    ("周子墨", "m", "HQ", "法务审计部", "经理", 2, "head"),
    ("刘洋", "m", "HQ", "财务部/会计科", "会计", 4, "head"),
    ("王海", "m", "JS", "工程管理部", "经理", 2, "head"),
    ("孟繁星", "f", "JS", "工程管理部/华东区/上海项目部/二期工程组", "工程师", 5, ""),
    ("赵一鸣", "m", "SJ", "院办公室", "主任", 2, "head"),
]
_ROLES: list[tuple[str, Any, str]] = [
    ("employee", _("Employee"), "孟繁星"),
    ("department_head", _("Department head"), "林静怡"),
    ("clerk", _("Clerk"), "陈立"),
    ("unit_administrator", _("Unit administrator"), "赵一鸣"),
    ("group_administrator", _("Group administrator"), "何欣"),
]
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_GIVEN = (
    "建国", "晓东", "雨桐", "思远", "佳怡", "浩然", "文静", "志强", "丽华", "俊杰", "婷婷", "海涛", "雪梅", "国栋", "欣然",
    "振宇", "晓燕", "立新", "梦洁", "永强", "秀英", "天佑", "若曦", "明辉", "春梅", "子涵", "玉兰", "博文", "淑芬", "宏伟",
    "诗琪", "卫东", "美玲", "凯", "敏", "磊", "娜", "超", "静", "伟",
)  # fmt: skip
PEOPLE = 120


def run(showcase: Showcase) -> None:
    """Fill an empty organisation. A second run changes nothing.

    Everybody's sign-in name is their name in pinyin, everybody's password the showcase's.
    Raises Conflict in a company that is not the showcase.
    """
    found_showcase(showcase, by=showcase.by)


@act
def found_showcase(showcase: Showcase, *, by: Actor) -> None:
    """The organisation of the showcase in one transaction."""
    group = GroupInfo.objects.first()
    if group is not None and group.name != GROUP:
        raise Conflict(f"{group.name} has been founded here; the showcase needs an empty company.")
    if group is None:
        _Seed(showcase.now, showcase.password, by).fill()


def sign_ins() -> list[SignIn]:
    """The sign-ins of the five roles."""
    people = {
        one.name: one for one in Person.objects.filter(name__in=[name for *_, name in _ROLES]).select_related("account")
    }
    return [
        SignIn(role, title, name, account.username, people[name].pk, account.pk)
        for role, title, name in _ROLES
        if name in people and (account := people[name].account) is not None
    ]


def seed_id(*parts: str) -> uuid.UUID:
    """The same id for the same thing in every showcase: a version 7 id with a fixed time and digits from the name."""
    digest = uuid.uuid5(uuid.NAMESPACE_URL, "tongban:" + ":".join(parts)).int
    milliseconds = 1_750_000_000_000
    value = (milliseconds << 80) | (7 << 76) | (((digest >> 64) & 0xFFF) << 64) | (2 << 62) | (digest & (2**62 - 1))
    return uuid.UUID(int=value)


class _Seed:
    """One filling; keeps what has been made by the names used in the tables above."""

    def __init__(self, now: datetime, password: str, by: Actor) -> None:
        self.now, self.by = now, by
        self.hash = make_password(password)
        self.units: dict[str, Unit] = {}
        self.departments: dict[tuple[str, str], Department] = {}
        self.posts: dict[tuple[str, str], Post] = {}
        self.levels: dict[int, Level] = {}
        self.unit_levels: dict[int, Level] = {}
        self.people: dict[str, Person] = {}
        self.positions: list[Position] = []
        self.heads: list[DepartmentHead] = []

    def fill(self) -> None:
        group = GroupInfo(id=seed_id("group"), name=GROUP, short_name="和一", slogan="同心同办，和而为一")
        group.save(force_insert=True)
        self._structure()
        self._people()
        self._rights()
        record(
            events.GroupEdited,
            group,
            by=self.by,
            after={"name": GROUP, "people": len(self.people), "source": "showcase"},
        )

    def _structure(self) -> None:
        root: Unit | None = None
        for order, (name, short, code, tree) in enumerate(_UNITS, start=1):
            key = seed_id("unit", code)
            unit = Unit(
                id=key, parent=root, path=trees.path_of(key, root.path if root else ""), name=name, short_name=short,
                code=code, order=order * 10,
            )  # fmt: skip
            unit.save(force_insert=True)
            root = root or unit
            self.units[code] = unit
            made = list(self._departments(unit, tree, None, ""))
            for depth in range(1, 6):
                Department.objects.bulk_create([row for row in made if trees.depth_of(row.path) == depth])
        self.levels = {
            rank: Level(id=seed_id("level", name), name=name, rank=rank) for rank, name in enumerate(_LEVELS, start=1)
        }
        Level.objects.bulk_create(self.levels.values())
        self.unit_levels = {
            rank: Level(
                id=seed_id("level", "SJ", name),
                name=name,
                rank=rank,
                unit=self.units["SJ"],
                group_level=self.levels[rank],
            )
            for name, rank in _UNIT_LEVELS
        }
        Level.objects.bulk_create(self.unit_levels.values())
        self.posts = {
            (code, name): Post(id=seed_id("post", code, name), unit=unit, name=name, kind=kind, order=order * 10)
            for code, unit in self.units.items()
            for order, (name, kind) in enumerate(_POSTS, start=1)
        }
        Post.objects.bulk_create(self.posts.values())

    def _departments(self, unit: Unit, tree: Any, parent: Department | None, above: str) -> Iterator[Department]:
        for order, (name, below) in enumerate(tree, start=1):
            path = f"{above}/{name}" if above else name
            key = seed_id("department", unit.code, path)
            row = Department(
                id=key, unit=unit, parent=parent, path=trees.path_of(key, parent.path if parent else ""), name=name,
                order=order * 10,
            )  # fmt: skip
            self.departments[unit.code, path] = row
            yield row
            yield from self._departments(unit, below, row, path)

    def _people(self) -> None:
        rows = [*_NAMED, *self._others()]
        accounts, usernames = [], set[str]()
        for number, (name, sex, code, path, post, rank, leads) in enumerate(rows, start=1):
            username = base = pinyin.read(name).full
            twin = 1
            while username in usernames:
                twin += 1
                username = f"{base}{twin}"
            usernames.add(username)
            mobile = f"1390000{number:04d}"
            account = Account(
                id=seed_id("account", username), username=username, name=name, email=f"{username}@heyi.example",
                phone=mobile, password=self.hash,
            )  # fmt: skip
            accounts.append(account)
            entered = date(2012, 3, 1) + timedelta(days=(number * 37) % 4700)
            person = Person(
                id=seed_id("person", username), account=account, name=name, code=f"HY{number:04d}", sex=sex,
                mobile=mobile, phone=f"021-6000{number:04d}", email=account.email, order=rank * 100 + number,
                entered_on=entered,
            ).read_name()  # fmt: skip
            self.people[name if name not in self.people else username] = person
            self._seat(person, code, path, post, rank, "main", entered)
            if leads:
                self.heads.append(
                    DepartmentHead(
                        id=seed_id("head", username), department=self.departments[code, path], person=person, kind=leads
                    )
                )
        Account.objects.bulk_create(accounts)
        Person.objects.bulk_create(self.people.values())
        self._side_posts()
        Position.objects.bulk_create(self.positions)
        DepartmentHead.objects.bulk_create(self.heads)

    def _others(self) -> Iterator[tuple[str, str, str, str, str, int, str]]:
        """Everybody else: first somebody to lead each department, then seats dealt round."""
        led = {(code, path) for _n, _s, code, path, _p, _r, leads in _NAMED if leads}
        named = {name for name, *_ in _NAMED}
        names = (
            (_SURNAMES[(index * 7 + index // 40) % len(_SURNAMES)] + _GIVEN[index % len(_GIVEN)], index)
            for index in range(10_000)
        )
        fresh = ((name, index) for name, index in names if name not in named)
        places = list(self.departments)
        count = len(_NAMED)
        for code, path in places:
            if (code, path) in led:
                continue
            name, index = next(fresh)
            top = path.endswith("领导")
            post = "总经理" if top else "经理" if path.count("/") == 0 else "主管"
            rank = 1 if top else min(2 + path.count("/"), 4)
            yield name, _sex(index), code, path, post, rank, "head"
            count += 1
        work = [place for place in places if not place[1].endswith("领导")]
        while count < PEOPLE:
            name, index = next(fresh)
            code, path = work[(count * 5) % len(work)]
            yield name, _sex(index), code, path, _post(code, path), 5 if index % 3 else 4, ""
            count += 1

    def _seat(self, person: Person, code: str, path: str, post: str, rank: int, kind: str, on: date) -> None:
        level = self.unit_levels[rank] if code == "SJ" else self.levels[rank]
        self.positions.append(
            Position(
                id=seed_id("position", person.code, code, path, post),
                person=person,
                unit=self.units[code],
                department=self.departments[code, path],
                post=self.posts[code, post],
                level=level,
                kind=kind,
                order=person.order,
                started_on=on,
            )
        )

    def _side_posts(self) -> None:
        for name, code, path, post, rank, kind in (
            ("林静怡", "HQ", "集团办公室/文秘科", "主管", 2, "secondary"),
            ("周子墨", "JS", "综合办公室", "法务", 2, "concurrent"),
            ("刘洋", "JS", "财务部", "会计", 4, "concurrent"),
            ("孙志远", "JS", "公司领导", "分管副总", 1, "concurrent"),
            ("王海", "SJ", "经营部", "专员", 3, "concurrent"),
        ):
            self._seat(self.people[name], code, path, post, rank, kind, date(2024, 1, 1))
        for path in ("集团办公室", "财务部", "法务审计部"):
            self.heads.append(
                DepartmentHead(
                    id=seed_id("in charge", path),
                    department=self.departments["HQ", path],
                    person=self.people["孙志远"],
                    kind="in_charge",
                )
            )
        second = next(p for n, p in self.people.items() if n not in {name for name, *_ in _NAMED})
        self.heads.append(
            DepartmentHead(
                id=seed_id("deputy"), department=self.departments["HQ", "集团办公室"], person=second, kind="deputy"
            )
        )

    def _rights(self) -> None:
        roles = ensure_built_in()
        grants = [RoleGrant(role=roles["employee"], principal="all", granted_by=_MAKER)]
        heads = dict.fromkeys(row.person_id for row in self.heads if row.kind == "head")
        grants += [
            RoleGrant(role=roles["department_head"], principal=f"person:{key}", granted_by=_MAKER) for key in heads
        ]
        grants += [
            RoleGrant(role=roles["clerk"], principal=f"post:{self.posts[code, '文书'].pk}", granted_by=_MAKER)
            for code in self.units
        ]
        grants.append(RoleGrant(role=roles["unit_leader"], principal=f"level:{self.levels[1].pk}", granted_by=_MAKER))
        RoleGrant.objects.bulk_create(grants)
        Administrator.objects.bulk_create(
            Administrator(
                id=seed_id("administrator", kind, name),
                person=self.people[name],
                kind=kind,
                unit=self.units[code] if code else None,
                appointed_at=self.now,
                appointed_by=_MAKER,
            )
            for name, kind, code in (
                ("何欣", "system", ""),
                ("何欣", "group", ""),
                ("周子墨", "audit", ""),
                ("赵一鸣", "unit", "SJ"),
            )
        )
        team = PersonGroup(id=seed_id("persongroup", "二期工程"), kind="group", name="二期工程联络组")
        team.save(force_insert=True)
        PersonGroupMember.objects.bulk_create(
            PersonGroupMember(group=team, person=self.people[name], order=order)
            for order, name in enumerate(("王海", "孟繁星", "周子墨", "刘洋"))
        )


def _sex(index: int) -> str:
    return "f" if index % len(_GIVEN) % 2 else "m"


def _post(code: str, path: str) -> str:
    if "财务" in path:
        return "会计"
    if "车队" in path:
        return "司机"
    if "采购" in path:
        return "采购员"
    if "办公室" in path or "文秘" in path or "行政" in path:
        return "专员"
    if code == "SJ" and "经营" not in path:
        return "设计师"
    return "工程师" if code == "JS" else "专员"
