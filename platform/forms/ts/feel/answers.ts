// One question to the engine, one answer: the form in which both implementations are asked. See answers.py.
import { compileExpression, type Expression } from "./expression.ts";
import { Fault, Stopped } from "./faults.ts";
import { momentFrom } from "./literals.ts";
import type { Organization } from "./run.ts";
import { fromTagged, toTagged, type Tagged } from "./tagged.ts";
import { dayNumber } from "./temporal.ts";
import { textOf } from "./values.ts";

export interface Question {
  source: string;
  names: Record<string, string>;
  values: Record<string, Tagged>;
  expects?: string | null;
  now?: string;
  text?: boolean;
}

/** What this implementation says. */
export function answer(question: Question): Record<string, unknown> {
  let expression: Expression;
  try {
    expression = compileExpression(question.source, question.names, question.expects ?? null);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { fault: error.construct, line: error.place?.line ?? 0, column: error.place?.column ?? 0 };
  }
  const values = new Map(Object.entries(question.values).map(([name, tagged]) => [name, fromTagged(tagged)]));
  const now = question.now ? momentFrom(question.now) : null;
  try {
    const found = expression.evaluate(values, { now, organization: EXAMPLE });
    const said = { value: toTagged(found), kind: String(expression.kind) };
    return question.text ? { ...said, text: textOf(found, true) } : said;
  } catch (error) {
    if (error instanceof Stopped) return { stopped: error.construct };
    throw error;
  }
}

/** The company of answers.py. */
const EXAMPLE: Organization = {
  workdaysBetween(start, end) {
    const [first, last] = [dayNumber(start), dayNumber(end)];
    const [low, high] = [Math.min(first, last), Math.max(first, last)];
    if (high - low > 10_000) return null;
    let count = 0;
    for (let day = low + 1; day <= high; day += 1) if ((((day + 3) % 7) + 7) % 7 < 5) count += 1;
    return first <= last ? count : -count;
  },
  headOf: (department) => (department === "财务部" ? "王芳" : null),
  compareLevels(one, other) {
    const [first, second] = [one.slice(1), other.slice(1)];
    return /^[0-9]+$/.test(first) && /^[0-9]+$/.test(second) ? Number(first) - Number(second) : null;
  },
};
