// Days and moments: DMN clauses 10.3.4.6 (`is`), 10.3.4.8 (Table 79) and 10.3.4.11. See functions/moments.py.
import { whole } from "../decimals.ts";
import type { Run } from "../run.ts";
import { dayOfYear, weekOfYear, weekday, type Moment } from "../temporal.ts";
import { same, type Value } from "../values.ts";
import type { Implementations } from "./index.ts";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];

export const MOMENTS: Implementations = {
  "day of year": (_: Run, value: Moment) => whole(dayOfYear(value.date)),
  "day of week": (_: Run, value: Moment) => DAYS[weekday(value.date) - 1] ?? null,
  "month of year": (_: Run, value: Moment) => MONTHS[value.date.month - 1] ?? null,
  "week of year": (_: Run, value: Moment) => whole(weekOfYear(value.date)),
  is: (run: Run, one: Value, other: Value) => {
    run.visit(one);
    return same(one, other);
  },
  now: (run: Run) => run.now,
  today: (run: Run) => run.now?.date ?? null,
};
