// One record on the page: read, calculated in the server's order, and shown.
import { WrongValue, compileExpression, momentFrom, reader, readKind, write, type Expression, type Value } from "../feel/index.ts";
import { Stopped } from "../feel/index.ts";
import { valueOf } from "./controls.ts";
import { compiled, type FieldPlan, type Plan, type Step } from "./plan.ts";

type Values = Map<string, Value>;
interface Row {
  element: HTMLElement;
  values: Values;
}

const GROUPED = /\B(?=(\d{3})+(?!\d))/g;

export class Sheet {
  private readonly steps: Step[];
  private readonly totals: Map<string, Expression>;
  private readonly capitals = compileExpression("money in words(n)", { n: "number" });
  private readonly rounded = compileExpression("round half up(n, s)", { n: "number", s: "number" });

  constructor(
    private readonly form: HTMLFormElement,
    private readonly plan: Plan,
  ) {
    this.steps = compiled(plan);
    this.totals = new Map(
      Object.entries(plan.fields).flatMap(([key, field]) =>
        field.totals.map((column) => [`${key}.${column}`, compileExpression(`sum(${key}.${column})`, plan.names)] as const),
      ),
    );
  }

  /** Read everything, calculate, and show what came of it. */
  refresh(): void {
    const top: Values = new Map(Object.entries(this.plan.around));
    const tables = new Map<string, Row[]>();
    for (const table of Object.keys(this.plan.rows)) {
      const rows = [...this.form.querySelectorAll<HTMLElement>(`[data-table="${CSS.escape(table)}"] > tbody > tr`)];
      tables.set(table, rows.map((element) => ({ element, values: new Map<string, Value>() })));
    }
    for (const step of this.steps) {
      if (step.table) for (const row of tables.get(step.table) ?? []) this.step(step, top, row);
      else this.step(step, top, null, tables.get(step.key));
    }
    for (const [path, total] of this.totals) this.total(path, total, top);
  }

  private step(step: Step, top: Values, row: Row | null, rows?: Row[]): void {
    const field = this.plan.fields[step.path];
    if (!field) return;
    const around = row ? new Map([...top, ...row.values]) : top;
    const isHidden = step.visible !== null && this.ask(step.visible, around) !== true;
    this.place(step, row)?.toggleAttribute("data-hidden", isHidden);
    const into = row ? row.values : top;
    if (rows) {
      into.set(step.key, isHidden && !field.keep ? [] : rows.map((one) => one.values));
      return;
    }
    const kind = (step.table ? this.plan.rows[step.table] : this.plan.names)?.[step.key];
    if (kind === undefined) return;
    let value: Value;
    if (isHidden && !field.keep) value = null;
    else if (step.calc) value = this.calculated(step, step.calc, field, around, row);
    else value = this.typed(this.raw(step, field, row), kind);
    into.set(step.key, value);
    this.require(step, row ? new Map([...top, ...row.values]) : top, row);
  }

  private raw(step: Step, field: FieldPlan, row: Row | null): unknown {
    const name = row ? `${step.table}.${row.element.dataset["at"] ?? ""}.${step.key}` : step.key;
    const found = valueOf(this.form, name, field);
    if (found !== undefined) return found;
    const kept = this.plan.values;
    if (!row) return kept[step.key];
    const rows = (kept[step.table] ?? []) as Record<string, unknown>[];
    return rows.find((one) => one["_id"] && one["_id"] === row.element.dataset["row"])?.[step.key];
  }

  private typed(raw: unknown, kind: string): Value {
    if (raw === undefined || raw === null) return null;
    try {
      return reader(readKind(kind))(raw);
    } catch (error) {
      // Half a number is no number yet; the server says so when it is sent.
      if (error instanceof WrongValue) return null;
      throw error;
    }
  }

  private calculated(step: Step, calc: Expression, field: FieldPlan, around: Values, row: Row | null): Value {
    let found = this.ask(calc, around);
    const numeric = field.type === "number" || field.type === "money";
    if (numeric && found !== null && field.scale !== null) {
      found = this.rounded.evaluate({ n: write(found), s: String(field.scale) });
    }
    const output = this.place(step, row)?.querySelector<HTMLElement>("output[data-value]");
    if (output && !["person", "department", "unit", "post", "level", "choice", "yesno"].includes(field.type)) {
      output.textContent = found === null ? "" : numeric ? grouped(String(write(found)), field.scale) : String(write(found));
    }
    return found;
  }

  private require(step: Step, around: Values, row: Row | null): void {
    const place = this.place(step, row);
    const star = row ? null : place?.querySelector<HTMLElement>("[data-star]");
    if (star && step.required) star.hidden = step.required !== true && this.ask(step.required, around) !== true;
    const words = row ? null : place?.querySelector<HTMLElement>("[data-capitals]");
    if (words) {
      const amount = around.get(step.key) ?? null;
      words.textContent = amount === null ? "" : String(write(this.capitals.calculate(new Map([["n", amount]]))) ?? "");
    }
  }

  private total(path: string, total: Expression, top: Values): void {
    const [table, column] = path.split(".") as [string, string];
    const element = this.form.querySelector<HTMLTableElement>(`[data-table="${CSS.escape(table)}"]`);
    const place = element?.querySelector<HTMLElement>(`tfoot [data-total="${CSS.escape(column)}"]`);
    const found = this.ask(total, top);
    if (place) place.textContent = found === null ? "" : grouped(String(write(found)), this.plan.fields[path]?.scale ?? null);
  }

  private place(step: Step, row: Row | null): HTMLElement | null {
    return row
      ? row.element.querySelector<HTMLElement>(`[data-column="${CSS.escape(step.key)}"]`)
      : this.form.querySelector<HTMLElement>(`[data-field="${CSS.escape(step.key)}"]`);
  }

  private ask(expression: Expression, values: Values): Value {
    try {
      return expression.calculate(values, { now: momentFrom(here(new Date())) });
    } catch (error) {
      if (error instanceof Stopped) return null;
      throw error;
    }
  }
}

function grouped(text: string, scale: number | null): string {
  const [whole = "", part = ""] = text.split(".");
  const decimals = scale === null ? part : part.padEnd(scale, "0");
  return whole.replace(GROUPED, ",") + (decimals ? `.${decimals}` : "");
}

function here(now: Date): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${day}T${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
}
