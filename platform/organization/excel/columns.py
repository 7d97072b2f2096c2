"""The sheets and columns of the workbook. The headings are the file's format: Chinese in every language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column: its heading, the name it has in code, whether a cell must be filled, its width, its longest text."""

    heading: str
    name: str
    required: bool = False
    width: int = 14
    longest: int = 100


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title, the name it has in code, its columns in order."""

    title: str
    name: str
    columns: tuple[Column, ...]

    def by_heading(self, heading: str) -> Column | None:
        """The column of a heading; a star and spaces around it do not matter."""
        wanted = heading.strip().rstrip("*").strip()
        return next((column for column in self.columns if column.heading == wanted), None)


_ID = Column("系统标识", "id", width=38, longest=36)

UNITS = Sheet("单位", "units", (
    Column("名称", "name", required=True, width=26), Column("简称", "short_name", longest=30),
    Column("编码", "code", longest=40), Column("上级单位", "parent", width=26), Column("顺序", "order", width=8),
    Column("地址", "address", width=26, longest=200), Column("电话", "phone", longest=40), _ID,
))  # fmt: skip
DEPARTMENTS = Sheet("部门", "departments", (
    Column("单位", "unit", required=True, width=22), Column("上级部门", "parent", width=30, longest=2000),
    Column("名称", "name", required=True, width=20), Column("简称", "short_name", longest=30),
    Column("编码", "code", longest=40), Column("顺序", "order", width=8), Column("电话", "phone", longest=40), _ID,
))  # fmt: skip
POSTS = Sheet("岗位", "posts", (
    Column("单位", "unit", required=True, width=22), Column("名称", "name", required=True, longest=60),
    Column("编码", "code", longest=40), Column("类别", "kind", longest=20),
    Column("职责", "note", width=30, longest=500), Column("顺序", "order", width=8), _ID,
))  # fmt: skip
LEVELS = Sheet("级别", "levels", (
    Column("单位", "unit", width=22), Column("名称", "name", required=True, longest=60),
    Column("编码", "code", longest=40), Column("级别序号", "rank", width=10),
    Column("对应集团级别", "group_level", longest=60), _ID,
))  # fmt: skip
PEOPLE = Sheet("人员", "people", (
    Column("姓名", "name", required=True, longest=60), Column("工号", "code", longest=40),
    Column("登录名", "sign_in", longest=64), Column("性别", "sex", width=7, longest=2),
    Column("手机", "mobile", longest=32), Column("办公电话", "phone", longest=40),
    Column("邮箱", "email", width=24, longest=254), Column("入职日期", "entered_on", width=12),
    Column("排序号", "order", width=8), Column("备注", "note", longest=500),
    Column("单位", "unit", width=22), Column("部门", "department", width=34, longest=2000),
    Column("岗位", "post", longest=60), Column("级别", "level", longest=60), _ID,
))  # fmt: skip
SEATS = Sheet("副岗兼职", "seats", (
    Column("姓名", "name", required=True, longest=60), Column("工号", "code", longest=40),
    Column("单位", "unit", required=True, width=22), Column("部门", "department", width=34, longest=2000),
    Column("岗位", "post", longest=60), Column("级别", "level", longest=60),
    Column("人员系统标识", "person_id", width=38, longest=36),
))  # fmt: skip

SHEETS = (UNITS, DEPARTMENTS, POSTS, LEVELS, PEOPLE, SEATS)
EXPLANATION = "填写说明"

KINDS = {
    "管理": "management", "专业": "professional", "技术": "technical", "营销": "sales", "文职": "clerical", "操作": "operation",
}  # fmt: skip
SEXES = {"": "", "男": "m", "女": "f"}


def join_path(names: list[str]) -> str:
    """Department names from the top as one text; a slash inside a name is written `\\/`."""
    return "/".join(name.replace("\\", "\\\\").replace("/", "\\/") for name in names)


def split_path(path: str) -> list[str]:
    """The names in a path that `join_path` wrote; spaces around names do not matter."""
    names, word, escaped = [], "", False
    for ch in path:
        if escaped:
            word, escaped = word + ch, False
        elif ch == "\\":
            escaped = True
        elif ch == "/":
            names.append(word.strip())
            word = ""
        else:
            word += ch
    names.append(word.strip())
    return [name for name in names if name]
