// The built-in functions by what `does` says in grammar.json; `Run` comes first, an argument left out is null.
import type { Run } from "../run.ts";
import type { Value } from "../values.ts";
import { CONTEXTS } from "./contexts.ts";
import { CONVERSIONS } from "./conversion.ts";
import { LISTS } from "./lists.ts";
import { MOMENTS } from "./moments.ts";
import { NUMERIC } from "./numeric.ts";
import { OURS } from "./ours.ts";
import { SPANS } from "./spans.ts";
import { TEXTS } from "./texts.ts";

/** The arguments have the types that the table declares: they were converted before. */
export type Implementation = (run: Run, ...given: any[]) => Value;
export type Implementations = Record<string, Implementation>;

export const IMPLEMENTATIONS = new Map<string, Implementation>(
  [CONVERSIONS, TEXTS, LISTS, NUMERIC, SPANS, MOMENTS, CONTEXTS, OURS].flatMap((part) => Object.entries(part)),
);
