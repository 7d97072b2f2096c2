// One evaluation: what it may still use, what moment it is, and whom it may ask. See run.py.
import { Stopped } from "./faults.ts";
import { LIMITS } from "./grammar.ts";
import type { Day, Moment } from "./temporal.ts";
import { Range, chars, type Value } from "./values.ts";

/** What our own functions ask about the company; people, departments and levels are given by their ids. */
export interface Organization {
  workdaysBetween(start: Day, end: Day): number | null;
  headOf(department: string): string | null;
  compareLevels(one: string, other: string): number | null;
}

/** Counting steps instead of time makes both implementations stop at the same place, on any machine. */
export class Run {
  readonly now: Moment | null;
  readonly organization: Organization | null;
  private left = LIMITS.steps;
  private calls = 0;
  private height = 0;

  constructor(now: Moment | null, organization: Organization | null) {
    this.now = now;
    this.organization = organization;
  }

  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new Stopped("steps", null, { limit: LIMITS.steps });
  }

  /** Pay for a list of that length. */
  items(count: number): void {
    this.grown(count);
    this.spend(count);
  }

  /** A list that is being made has that length now; its turns were paid for. */
  grown(count: number): void {
    if (count > LIMITS.loop) throw new Stopped("loop", null, { limit: LIMITS.loop });
  }

  /** Pay for a text of that length. */
  text(length: number): void {
    if (length > LIMITS.text) throw new Stopped("text size", null, { limit: LIMITS.text });
    this.spend(length >> 4);
  }

  /** Pay for going through a whole value, as often as each part of it is used. See run.py. */
  visit(value: Value): void {
    let level: Value[] = [value];
    for (let depth = 0; level.length; depth += 1) {
      this.within(depth);
      const inside: Value[] = [];
      for (const found of level) {
        if (typeof found === "string") this.text(chars(found).length);
        else if (Array.isArray(found) || found instanceof Map) {
          const items = Array.isArray(found) ? found : [...found.values()];
          this.spend(2 * items.length);
          for (const item of items) inside.push(item);
        } else if (found instanceof Range) inside.push(found.start, found.end);
      }
      level = inside;
    }
  }

  /** Values may lie within each other so deep. */
  within(depth: number): void {
    if (depth > LIMITS.depth) throw new Stopped("depth", null, { limit: LIMITS.depth });
  }

  /** Begin a call of a function that is written in the expression, whose body costs that much and is that high. */
  enter(price: number, height: number): void {
    this.calls += 1;
    this.height += height;
    if (this.calls > LIMITS.calls || this.height > LIMITS.callHeight) throw new Stopped("calls", null, { limit: LIMITS.calls });
    this.spend(price);
  }

  leave(height: number): void {
    this.calls -= 1;
    this.height -= height;
  }
}
