// Numbers: DMN clause 10.3.4.5, Table 76. See functions/numeric.py.
import { negate } from "../arithmetic.ts";
import * as decimals from "../decimals.ts";
import { Decimal, type Mode } from "../decimals.ts";
import type { Run } from "../run.ts";
import { Days, Months } from "../temporal.ts";
import type { Value } from "../values.ts";
import type { Implementations } from "./index.ts";

const rounding =
  (mode: Mode) =>
  (_: Run, n: Decimal, scale: Decimal | null = null): Value =>
    decimals.rounded(n, scale ?? decimals.ZERO, mode);

function absolute(_: Run, n: Value): Value {
  if (n instanceof Decimal) return decimals.absolute(n);
  const negative = n instanceof Days ? n.nanos < 0n : n instanceof Months && n.months < 0n;
  return negative ? negate(n) : n;
}

/** The rest of a division; numbers of very different sizes make long integers on the way, which is paid for. */
function modulo(run: Run, dividend: Decimal, divisor: Decimal): Decimal | null {
  run.spend(Math.abs(decimals.adjusted(dividend) - decimals.adjusted(divisor)) >> 2);
  return decimals.modulo(dividend, divisor);
}

/** Whether a whole number leaves that rest by two; null of a fraction. */
const parity =
  (rest: bigint) =>
  (run: Run, n: Decimal): Value => {
    if (!decimals.isWhole(n)) return null;
    const left = modulo(run, n, decimals.TWO);
    return left !== null && decimals.compare(left, decimals.whole(rest)) === 0;
  };

export const NUMERIC: Implementations = {
  decimal: rounding("even"),
  floor: rounding("floor"),
  ceiling: rounding("ceiling"),
  "round up": rounding("up"),
  "round down": rounding("down"),
  "round half up": rounding("half up"),
  "round half down": rounding("half down"),
  abs: absolute,
  modulo,
  sqrt: (_: Run, n: Decimal) => decimals.squareRoot(n),
  log: (_: Run, n: Decimal) => decimals.logarithm(n),
  exp: (_: Run, n: Decimal) => decimals.exponential(n),
  odd: parity(1n),
  even: parity(0n),
};
