// Exact decimals on BigInt: IEEE 754-2008 decimal128, 34 digits, ties to even. DMN clause 10.3.2.3.1.
// Every operation answers null where the standard says null.

/** The number `c` × 10^`e`. */
export class Decimal {
  readonly c: bigint;
  readonly e: number;

  constructor(c: bigint, e = 0) {
    this.c = c;
    this.e = e;
  }
}

export type Mode = "even" | "up" | "down" | "half up" | "half down" | "floor" | "ceiling";

interface Bounds {
  digits: number;
  least: number;
  most: number;
}

const NARROW: Bounds = { digits: 34, least: -6176, most: 6144 };
/** For what goes through many steps before it is rounded once. */
const WIDE: Bounds = { digits: 60, least: -100058, most: 99999 };
const LIMIT = 10n ** 34n;
const LARGEST_POWER = new Decimal(999_999_999n);
export const ZERO = new Decimal(0n);
export const ONE = new Decimal(1n);
export const TWO = new Decimal(2n);

/** A whole number. */
export const whole = (value: number | bigint): Decimal => new Decimal(BigInt(value));

/** The number of a literal such as `-12.50`, rounded to 34 digits; null when it is none or out of range. */
export function number(text: string): Decimal | null {
  const found = /^(-?)([0-9]*)(?:\.([0-9]*))?$/.exec(text);
  if (!found || !(found[2] || found[3])) return null;
  const fraction = found[3] ?? "";
  const digits = BigInt((found[2] as string) + fraction);
  return rounding(found[1] ? -digits : digits, -fraction.length);
}

export const add = (one: Decimal, other: Decimal): Decimal | null => sum(one.c, one.e, other.c, other.e, NARROW);
export const subtract = (one: Decimal, other: Decimal): Decimal | null => sum(one.c, one.e, -other.c, other.e, NARROW);
export const multiply = (one: Decimal, other: Decimal): Decimal | null => rounding(one.c * other.c, one.e + other.e);
export const divide = (one: Decimal, other: Decimal): Decimal | null => quotient(one, other, NARROW);
export const negated = (value: Decimal): Decimal => new Decimal(-value.c, value.e);

/** Below zero, zero or above, as the first is less than, equal to or greater than the second. */
export function compare(one: Decimal, other: Decimal): number {
  if (one.e === other.e) return one.c < other.c ? -1 : one.c > other.c ? 1 : 0;
  const e = Math.min(one.e, other.e);
  const a = one.c * 10n ** BigInt(one.e - e);
  const b = other.c * 10n ** BigInt(other.e - e);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether it has no fraction. */
export const isWhole = (value: Decimal): boolean => value.e >= 0 || value.c % 10n ** BigInt(-value.e) === 0n;

/** The number without its fraction, towards zero. */
export const truncated = (value: Decimal): bigint =>
  value.e >= 0 ? value.c * 10n ** BigInt(value.e) : value.c / 10n ** BigInt(-value.e);

/** The nearest whole number, ties to even. */
export const nearest = (value: Decimal): bigint => (value.e >= 0 ? truncated(value) : dropped(value.c, -value.e, "even"));

/** The power, of Table 60; whole exponents go to ±999,999,999. */
export function power(base: Decimal, exponent: Decimal): Decimal | null {
  if (compare(absolute(exponent), LARGEST_POWER) > 0) return null;
  let found: Decimal | null;
  if (isWhole(exponent)) found = wholePower(base, truncated(exponent));
  else if (base.c <= 0n) return base.c === 0n && exponent.c > 0n ? ZERO : null;
  else {
    const log = naturalLog(base, WIDE);
    const product = bounded(exponent.c * log.c, exponent.e + log.e, WIDE);
    found = product && exp(product, WIDE);
  }
  return found && rounding(found.c, found.e);
}

export const absolute = (value: Decimal): Decimal => (value.c < 0n ? negated(value) : value);

/** A number with that many places after the point; null outside the scales of decimal128. See decimals.py. */
export function rounded(value: Decimal, scale: Decimal, mode: Mode): Decimal | null {
  const places = Number(truncated(scale));
  if (places < -6111 || places > 6176) return null;
  const target = -places;
  if (value.c !== 0n && target < value.e && value.e + digitsOf(value.c) + places > NARROW.digits) return value;
  if (target <= value.e) return new Decimal(value.c * 10n ** BigInt(value.e - target), target);
  const c = dropped(value.c, target - value.e, mode);
  return digitsOf(c) > NARROW.digits || target + digitsOf(c) - 1 > NARROW.most ? null : new Decimal(c, target);
}

/** `dividend - divisor * floor(dividend / divisor)` without rounding in between; the sign is the divisor's. */
export function modulo(dividend: Decimal, divisor: Decimal): Decimal | null {
  if (divisor.c === 0n) return null;
  const e = Math.min(dividend.e, divisor.e);
  const by = divisor.c * 10n ** BigInt(divisor.e - e);
  const rest = (dividend.c * 10n ** BigInt(dividend.e - e)) % by;
  return rounding(rest !== 0n && rest < 0n !== by < 0n ? rest + by : rest, e);
}

/** The root, null of a negative number. */
export function squareRoot(value: Decimal): Decimal | null {
  if (value.c < 0n) return null;
  let e = Math.floor(value.e / 2);
  if (value.c === 0n) return new Decimal(0n, e);
  const odd = value.e - 2 * e === 1;
  let c = odd ? value.c * 10n : value.c;
  const length = odd ? (digitsOf(value.c) >> 1) + 1 : (digitsOf(value.c) + 1) >> 1;
  const shift = NARROW.digits + 1 - length;
  let exact = true;
  if (shift >= 0) c *= 100n ** BigInt(shift);
  else {
    const by = 100n ** BigInt(-shift);
    exact = c % by === 0n;
    c /= by;
  }
  e -= shift;
  let root = integerRoot(c);
  if (exact && root * root === c) {
    root = shift >= 0 ? root / 10n ** BigInt(shift) : root * 10n ** BigInt(-shift);
    e += shift;
  } else if (root % 5n === 0n) root += 1n;
  return rounding(root, e);
}

/** The natural logarithm, null of zero and below. */
export function logarithm(value: Decimal): Decimal | null {
  if (value.c <= 0n) return null;
  const found = naturalLog(value, { digits: 50, least: -99999, most: 99999 });
  return rounding(found.c, found.e);
}

/** e to that power. */
export function exponential(value: Decimal): Decimal | null {
  const found = exp(value, { digits: 50, least: -99999, most: 99999 });
  return found && rounding(found.c, found.e);
}

/** The exponent of the first digit. */
export const adjusted = (value: Decimal): number => value.e + digitsOf(value.c) - 1;

/** The number in plain digits with the places that it has: `1.50`, never `15E-1`, never `-0`. */
export function text(value: Decimal): string {
  const sign = value.c < 0n ? "-" : "";
  const digits = (value.c < 0n ? -value.c : value.c).toString();
  if (value.e >= 0) return value.c === 0n ? "0" : sign + digits + "0".repeat(value.e);
  const padded = digits.padStart(1 - value.e, "0");
  return `${sign}${padded.slice(0, value.e)}.${padded.slice(value.e)}`;
}

/** The number without zeros at the end of its fraction. */
export function normalized(value: Decimal): Decimal {
  if (value.c === 0n) return ZERO;
  let { c, e } = value;
  while (c % 10n === 0n) {
    c /= 10n;
    e += 1;
  }
  return new Decimal(c, e);
}

const rounding = (c: bigint, e: number): Decimal | null =>
  c < LIMIT && c > -LIMIT && e >= -6176 && e <= 6111 ? new Decimal(c, e) : bounded(c, e, NARROW);

function bounded(c: bigint, e: number, bounds: Bounds): Decimal | null {
  if (c === 0n) return new Decimal(0n, Math.min(Math.max(e, bounds.least), bounds.most - bounds.digits + 1));
  let drop = Math.max(digitsOf(c) - bounds.digits, bounds.least - e, 0);
  let kept = drop ? dropped(c, drop, "even") : c;
  let exponent = e + drop;
  if (digitsOf(kept) > bounds.digits) {
    drop = digitsOf(kept) - bounds.digits;
    kept = dropped(kept, drop, "even");
    exponent += drop;
  }
  return exponent + digitsOf(kept) - 1 > bounds.most ? null : new Decimal(kept, exponent);
}

function digitsOf(c: bigint): number {
  return (c < 0n ? -c : c).toString().length;
}

/** A whole number without its last digits, rounded. */
function dropped(c: bigint, digits: number, mode: Mode): bigint {
  const by = 10n ** BigInt(digits);
  const negative = c < 0n;
  const size = negative ? -c : c;
  const kept = size / by;
  const rest = size % by;
  const twice = rest * 2n;
  const away =
    mode === "up" ? rest > 0n
    : mode === "floor" ? negative && rest > 0n
    : mode === "ceiling" ? !negative && rest > 0n
    : mode === "half up" ? twice >= by
    : mode === "half down" ? twice > by
    : mode === "even" ? twice > by || (twice === by && kept % 2n === 1n)
    : false;
  const result = away ? kept + 1n : kept;
  return negative ? -result : result;
}

function sum(a: bigint, ae: number, b: bigint, be: number, bounds: Bounds): Decimal | null {
  if (ae === be) return bounds === NARROW ? rounding(a + b, ae) : bounded(a + b, ae, bounds);
  const e = Math.min(ae, be);
  return bounded(a * 10n ** BigInt(ae - e) + b * 10n ** BigInt(be - e), e, bounds);
}

function quotient(one: Decimal, other: Decimal, bounds: Bounds): Decimal | null {
  if (other.c === 0n) return null;
  const ideal = one.e - other.e;
  if (one.c === 0n) return bounded(0n, ideal, bounds);
  const shift = digitsOf(other.c) - digitsOf(one.c) + bounds.digits + 1;
  let e = ideal - shift;
  const above = shift >= 0 ? one.c * 10n ** BigInt(shift) : one.c;
  const below = shift >= 0 ? other.c : other.c * 10n ** BigInt(-shift);
  let c = above / below;
  if (above % below !== 0n) {
    // Not exact: a last digit other than 0 and 5 keeps the rounding right.
    if (c % 5n === 0n) c += above < 0n !== below < 0n ? -1n : 1n;
  } else {
    while (e < ideal && c % 10n === 0n) {
      c /= 10n;
      e += 1;
    }
  }
  return bounded(c, e, bounds);
}

/** By squaring with 60 digits: both implementations take the same steps, so they agree to the last digit. */
function wholePower(base: Decimal, exponent: bigint): Decimal | null {
  if (exponent < 0n) {
    const inverse = wholePower(base, -exponent);
    return inverse && quotient(ONE, inverse, WIDE);
  }
  let result: Decimal | null = ONE;
  let square: Decimal | null = base;
  let left = exponent;
  while (left) {
    if (!result || !square) return null;
    if (left & 1n) result = bounded(result.c * square.c, result.e + square.e, WIDE);
    left >>= 1n;
    if (left) square = bounded(square.c * square.c, 2 * square.e, WIDE);
  }
  return result;
}

// Logarithm and exponential in fixed point with far more digits than are kept.
const POINT = 130;
const UNIT = 10n ** BigInt(POINT);
let lnOfTen: bigint | null = null;

/** 2 · atanh(a / b), in fixed point. */
function doubledArtanh(a: bigint, b: bigint): bigint {
  const z = (a * UNIT) / b;
  const square = (z * z) / UNIT;
  let term = z;
  let total = 0n;
  for (let n = 1n; term !== 0n; n += 2n) {
    total += term / n;
    term = (term * square) / UNIT;
  }
  return 2n * total;
}

function naturalLog(value: Decimal, bounds: Bounds): Decimal {
  lnOfTen ??= 3n * doubledArtanh(1n, 3n) + doubledArtanh(1n, 9n);
  const digits = digitsOf(value.c);
  // value = a × 10^shift with a between 0.3 and 3
  let shift = value.e + digits - 1;
  let scale = 10n ** BigInt(digits - 1);
  if (value.c > 3n * scale) {
    shift += 1;
    scale *= 10n;
  }
  const log = doubledArtanh(value.c - scale, value.c + scale) + BigInt(shift) * lnOfTen;
  return normalizedZero(bounded(log, -POINT, bounds) ?? ZERO);
}

const normalizedZero = (value: Decimal): Decimal => (value.c === 0n ? ZERO : value);

function exp(value: Decimal, bounds: Bounds): Decimal | null {
  if (value.c === 0n) return ONE;
  lnOfTen ??= 3n * doubledArtanh(1n, 3n) + doubledArtanh(1n, 9n);
  if (compare(value, whole(bounds.most * 3)) > 0) return null;
  if (compare(value, whole(-400_000)) < 0) return new Decimal(0n, NARROW.least);
  const fixed = value.e + POINT >= 0 ? value.c * 10n ** BigInt(value.e + POINT) : dropped(value.c, -value.e - POINT, "even");
  let tens = fixed / lnOfTen;
  let rest = fixed % lnOfTen;
  if (rest < 0n) {
    rest += lnOfTen;
    tens -= 1n;
  }
  const small = rest / 256n;
  let term = UNIT;
  let total = UNIT;
  for (let n = 1n; term !== 0n; n += 1n) {
    term = (term * small) / UNIT / n;
    total += term;
  }
  for (let turn = 0; turn < 8; turn += 1) total = (total * total) / UNIT;
  return bounded(total, -POINT + Number(tens), bounds);
}

function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 10n ** BigInt((value.toString().length >> 1) + 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
