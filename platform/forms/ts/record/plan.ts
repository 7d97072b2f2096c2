// What the server says about a form (CompiledForm.plan) and what the page makes of it: compiled expressions.
import { compileExpression, type Expression } from "../feel/index.ts";

export interface FieldPlan {
  type: string;
  many: boolean;
  scale: number | null;
  keep: boolean;
  totals: string[];
}

export interface Plan {
  names: Record<string, string>;
  rows: Record<string, Record<string, string>>;
  steps: { path: string; calc: string | null; visible: string | null }[];
  required: Record<string, true | string>;
  around: Record<string, string | null>;
  fields: Record<string, FieldPlan>;
  values: Record<string, unknown>;
}

export interface Step {
  path: string;
  table: string;
  key: string;
  calc: Expression | null;
  visible: Expression | null;
  required: true | Expression | null;
  /** Only the server can calculate it: it asks the organisation. */
  isAsked: boolean;
}

const ASKS = /工作日数|workdays between|部门负责人|head of department|职级比较|level compare/;

/** The steps with their expressions compiled, in the server's order. */
export function compiled(plan: Plan): Step[] {
  return plan.steps.map((step) => {
    const [first, column] = step.path.split(".") as [string, string | undefined];
    const table = column === undefined ? "" : first;
    const key = column ?? first;
    const names = table ? (plan.rows[table] ?? {}) : plan.names;
    const compile = (source: string | null, kind: string | null): Expression | null =>
      source === null || ASKS.test(source) ? null : compileExpression(source, names, kind);
    const required = plan.required[step.path];
    return {
      path: step.path,
      table,
      key,
      calc: compile(step.calc, names[key] ?? null),
      visible: compile(step.visible, "boolean"),
      required: typeof required === "string" ? compile(required, "boolean") : (required ?? null),
      isAsked: step.calc !== null && ASKS.test(step.calc),
    };
  });
}
