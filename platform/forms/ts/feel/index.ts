// Expressions: the strict subset of FEEL in which forms calculate and processes decide, for the browser.
export { compileExpression, Expression, type Surroundings } from "./expression.ts";
export { Fault, Stopped, type Place } from "./faults.ts";
export { WrongValue, reader, write } from "./inputs.ts";
export { Kind } from "./kinds.ts";
export { momentFrom } from "./literals.ts";
export type { Organization } from "./run.ts";
export { readKind } from "./typetext.ts";
export type { Value } from "./values.ts";
