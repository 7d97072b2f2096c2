"""The people and side posts of a workbook, laid beside those there are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import Account
from organization.excel.columns import PEOPLE, SEATS, SEXES, Sheet
from organization.models import Department, Departure, Level, Person, Position, Post, Unit

if TYPE_CHECKING:
    from organization.excel.plan import Plan

TEXTS = ("name", "code", "mobile", "phone", "email", "note")


def plan_people(plan: Plan) -> None:
    """Compare the sheets 人员 and 副岗兼职."""
    _People(plan).compare()


class _People:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.today = timezone.localdate()
        self.people: dict[UUID, Person] = {one.pk: one for one in Person.objects.select_related("account")}
        self.gone = set(Departure.objects.filter(returned_at=None).values_list("person_id", flat=True))
        self.by_code = {one.code: one for one in self.people.values() if one.code}
        self.by_sign_in = {one.account.username.lower(): one for one in self.people.values() if one.account}
        self.by_name: dict[str, list[Person]] = {}
        for one in self.people.values():
            if one.pk not in self.gone:
                self.by_name.setdefault(one.name, []).append(one)
        self.usernames = {name.lower(): key for key, name in Account.objects.values_list("pk", "username")}
        self.emails = {mail.lower() for mail in Account.objects.exclude(email="").values_list("email", flat=True)}
        self.phones = set(Account.objects.exclude(phone="").values_list("phone", flat=True))
        self.mains: dict[UUID, Position] = {}
        self.seats: dict[UUID, list[Position]] = {}
        for seat in Position.objects.filter(ended_on=None):
            self.seats.setdefault(seat.person_id, []).append(seat)
            if seat.kind == Position.Kind.MAIN:
                self.mains[seat.person_id] = seat

    def compare(self) -> None:
        met: dict[UUID, int] = {}
        in_file = {row.get("code"): row["row"] for row in reversed(self.plan.rows.get("people", [])) if row.get("code")}
        for row in self.plan.rows.get("people", []):
            if row.get("code") and in_file[row["code"]] != row["row"]:
                words = _("The staff number “%(code)s” is also in row %(row)d.")
                self.plan.wrong(PEOPLE, row, words % {"code": row["code"], "row": in_file[row["code"]]})
                continue
            person = self.find(PEOPLE, row)
            if person is None:
                continue
            if person.pk in met:
                self.plan.wrong(PEOPLE, row, _("This is the same person as in row %d.") % met[person.pk])
                continue
            met[person.pk] = row["row"]
            self.take(row, person)
            self.sign_in(row, person)
            self.main(row, person)
        self.by_code = {one.code: one for one in self.people.values() if one.code}
        for row in self.plan.rows.get("seats", []):
            self.side(row)

    def find(self, sheet: Sheet, row: dict[str, Any]) -> Person | None:
        """Who a row is about: by id, staff number, sign-in name, or the name where only one has it; else somebody new."""
        found = self.people.get(_key(row.get("id"))) if row.get("id") else None  # type: ignore[arg-type]
        found = found or (self.by_code.get(row["code"]) if row.get("code") else None)
        if found is None and row.get("sign_in"):
            # A row with a staff number of its own never takes over somebody else who has one.
            holder = self.by_sign_in.get(row["sign_in"].lower())
            found = holder if holder is not None and not (row.get("code") and holder.code) else None
        if found is None and not row.get("code") and not row.get("sign_in"):
            same = self.by_name.get(row["name"], [])
            if len(same) > 1:
                self.plan.wrong(sheet, row, _("Several people are called “%s”. Add the staff number.") % row["name"])
                return None
            found = same[0] if same else None
        if found is not None and found.pk in self.gone:
            self.plan.wrong(sheet, row, _("%s has left. Bring them back in the system first.") % found.name)
            return None
        if found is None:
            found = Person(name=row["name"])
            self.plan.changes.add("people", found)
            self.people[found.pk] = found
            if row.get("code"):
                self.by_code[row["code"]] = found
            elif row.get("sign_in"):
                self.by_sign_in[row["sign_in"].lower()] = found
            else:
                self.by_name.setdefault(found.name, []).append(found)
        return found

    def take(self, row: dict[str, Any], person: Person) -> None:
        """Take the plain fields over."""
        values: dict[str, Any] = {name: row[name] for name in TEXTS if name in row}
        if "sex" in row:
            if row["sex"] not in SEXES:
                self.plan.wrong(PEOPLE, row, _("“性别” is 男, 女 or empty."))
            values["sex"] = SEXES.get(row["sex"], "")
        if "entered_on" in row:
            values["entered_on"] = self.day(row)
        if row.get("order"):
            if row["order"].isdecimal() and int(row["order"]) <= 1_000_000:
                values["order"] = int(row["order"])
            else:
                self.plan.wrong(PEOPLE, row, _("“%s” is a whole number.") % "排序号")
        other = self.by_code.get(values.get("code") or "")
        if other is not None and other.pk != person.pk:
            self.plan.wrong(PEOPLE, row, _("The staff number “%s” belongs to somebody else.") % values["code"])
        changed = {name for name, value in values.items() if getattr(person, name) != value}
        for name in changed:
            setattr(person, name, values[name])
        if changed or person._state.adding:
            self.plan.check(PEOPLE, row, person, values)
            person.read_name()
            self.plan.changes.change("people", person)
            if changed & {"email", "mobile"}:
                self.keep(row, person)
            if person.account is not None and changed & {"name", "email", "mobile"}:
                self.numbers(person.account, person)
                self.plan.changes.change("accounts", person.account)

    def day(self, row: dict[str, Any]) -> date | None:
        """The day in “入职日期”, written 2026-01-31, 2026/1/31 or 2026.1.31."""
        text = row["entered_on"]
        if not text:
            return None
        try:
            year, month, day = (int(part) for part in text.replace("/", "-").replace(".", "-").split("-"))
            return date(year, month, day)
        except ValueError:
            self.plan.wrong(PEOPLE, row, _("“%s” is not a day. Write it as 2026-01-31.") % text)
            return None

    def sign_in(self, row: dict[str, Any], person: Person) -> None:
        """Give or change the sign-in name. An empty cell takes nobody's account away."""
        name = row.get("sign_in", "")
        if not name or (person.account is not None and person.account.username == name):
            return
        self.keep(row, person)
        if any(ch.isspace() for ch in name):
            self.plan.wrong(PEOPLE, row, _("A sign-in name has 1 to 64 characters and no spaces."))
            return
        holder = self.usernames.get(name.lower())
        if holder is not None and (person.account is None or holder != person.account.pk):
            self.plan.wrong(PEOPLE, row, _("The sign-in name “%s” is taken, in this file or by somebody else.") % name)
            return
        if person.account is None:
            account = Account(username=name, name=person.name, password=make_password(None))
            self.numbers(account, person)
            person.account = account
            self.plan.changes.add("accounts", account)
            self.plan.changes.change("people", person)
        else:
            self.usernames.pop(person.account.username.lower(), None)
            person.account.username = name
            self.plan.changes.change("accounts", person.account)
        self.usernames[name.lower()] = person.account.pk

    def keep(self, row: dict[str, Any], person: Person) -> None:
        """An administrator's sign-in is not changed by a file."""
        if person.pk in self.plan.kept:
            words = _("%s is an administrator: sign-in name, e-mail and mobile are not changed by a file.")
            self.plan.wrong(PEOPLE, row, words % person.name)

    def numbers(self, account: Account, person: Person) -> None:
        """E-mail and mobile serve for signing in while nobody else's account has them."""
        account.name = person.name
        self.emails.discard(account.email.lower())
        self.phones.discard(account.phone)
        account.email = "" if person.email.lower() in self.emails else person.email
        account.phone = "" if person.mobile in self.phones else person.mobile[:32]
        self.emails |= {account.email.lower()} - {""}
        self.phones |= {account.phone} - {""}

    def place(
        self, sheet: Sheet, row: dict[str, Any]
    ) -> tuple[Unit, Department | None, Post | None, Level | None] | None:
        """Where a row seats somebody; None, with the errors noted, when something of it does not exist."""
        unit = self.plan.units.named(row["unit"])
        if unit is None:
            self.plan.wrong(sheet, row, _("There is no unit “%s”.") % row["unit"])
            return None
        department = post = level = None
        if path := row.get("department"):
            department = self.plan.department_at(unit.pk, path)
            if department is None:
                words = _("There is no department “%(path)s” in %(unit)s.")
                self.plan.wrong(sheet, row, words % {"path": path, "unit": unit.name})
                return None
        if name := row.get("post"):
            post = self.plan.posts.named((unit.pk, name))
            if post is None:
                words = _("There is no post “%(post)s” in %(unit)s.")
                self.plan.wrong(sheet, row, words % {"post": name, "unit": unit.name})
                return None
        if name := row.get("level"):
            level = self.plan.levels.named((unit.pk, name)) or self.plan.levels.named((None, name))
            if level is None:
                self.plan.wrong(sheet, row, _("There is no level “%s” in the group or the unit.") % name)
                return None
        return unit, department, post, level

    def main(self, row: dict[str, Any], person: Person) -> None:
        """Seat somebody: nothing where they sit there already, a correction of the level, or a move as of today."""
        if not row.get("unit"):
            if row.get("department") or row.get("post"):
                self.plan.wrong(PEOPLE, row, _("Say also which unit the department and post belong to."))
            return
        place = self.place(PEOPLE, row)
        if place is None:
            return
        unit, department, post, level = place
        seat = self.mains.get(person.pk)
        if seat is not None and _same(seat, unit, department, post):
            if seat.level_id != (level.pk if level else None):
                seat.level = level
                self.plan.changes.change("positions", seat)
            return
        if self.holds(person, unit, department, post):
            self.plan.wrong(
                PEOPLE, row, _("%s has a side post there. Make it the main post in the system.") % person.name
            )
            return
        if seat is not None:
            seat.ended_on = max(self.today, seat.started_on)
            self.plan.changes.ended.append(seat)
        self.open(person, place, Position.Kind.MAIN)
        self.plan.changes.side_posts.add(person.pk)

    def side(self, row: dict[str, Any]) -> None:
        """A side post that is not held yet is added; one that is held has its level set."""
        person = self.who(row)
        place = self.place(SEATS, row) if person is not None else None
        if person is None or place is None:
            return
        main = self.mains.get(person.pk)
        if main is None:
            self.plan.wrong(SEATS, row, _("%s needs a main post before side posts.") % person.name)
            return
        unit, department, post, level = place
        held = next((one for one in self.seats.get(person.pk, []) if _same(one, unit, department, post)), None)
        if held is None:
            kind = Position.Kind.SECONDARY if main.unit_id == unit.pk else Position.Kind.CONCURRENT
            self.open(person, place, kind)
        elif held.ended_on is None and held.level_id != (level.pk if level else None):
            held.level = level
            self.plan.changes.change("positions", held)

    def who(self, row: dict[str, Any]) -> Person | None:
        """Whom a side post is for; never somebody new."""
        person = self.people.get(_key(row.get("person_id"))) if row.get("person_id") else None  # type: ignore[arg-type]
        person = person or (self.by_code.get(row["code"]) if row.get("code") else None)
        if person is None and not row.get("code"):
            same = [one for one in self.people.values() if one.name == row["name"] and one.pk not in self.gone]
            if len(same) > 1:
                self.plan.wrong(SEATS, row, _("Several people are called “%s”. Add the staff number.") % row["name"])
                return None
            person = same[0] if same else None
        if person is None or person.pk in self.gone:
            self.plan.wrong(SEATS, row, _("There is nobody “%s” to give this post to.") % row["name"])
            return None
        return person

    def open(self, person: Person, place: tuple[Unit, Department | None, Post | None, Level | None], kind: str) -> None:
        unit, department, post, level = place
        seat = Position(
            person=person, unit=unit, department=department, post=post, level=level, kind=kind,
            started_on=self.today, order=person.order,
        )  # fmt: skip
        self.plan.changes.add("positions", seat)
        self.seats.setdefault(person.pk, []).append(seat)
        if kind == Position.Kind.MAIN:
            self.mains[person.pk] = seat

    def holds(self, person: Person, unit: Unit, department: Department | None, post: Post | None) -> bool:
        return any(
            _same(seat, unit, department, post) and seat.ended_on is None for seat in self.seats.get(person.pk, [])
        )


def _same(seat: Position, unit: Unit, department: Department | None, post: Post | None) -> bool:
    place = (unit.pk, department.pk if department else None, post.pk if post else None)
    return (seat.unit_id, seat.department_id, seat.post_id) == place


def _key(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
