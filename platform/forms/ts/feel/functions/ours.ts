// Functions beyond the standard: money in Chinese capitals, and what only the company knows. See functions/ours.py.
import { Decimal, absolute, compare, rounded, truncated, whole } from "../decimals.ts";
import type { Run } from "../run.ts";
import type { Day } from "../temporal.ts";
import type { Value } from "../values.ts";
import type { Implementations } from "./index.ts";

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const LIMIT = whole(10n ** 16n);

function moneyInWords(_: Run, amount: Decimal): Value {
  const exact = rounded(amount, whole(2), "half up");
  if (!exact || compare(absolute(exact), LIMIT) >= 0) return null;
  const fen = truncated(new Decimal(absolute(exact).c, exact.e + 2));
  const [yuan, jiao, cent] = [fen / 100n, (fen / 10n) % 10n, fen % 10n];
  let said = yuan ? `${wholeInWords(yuan)}元` : "";
  if (!jiao && !cent) said = `${said || "零元"}整`;
  else {
    said += jiao ? `${digit(jiao)}角` : yuan ? "零" : "";
    said += cent ? `${digit(cent)}分` : "整";
  }
  return (exact.c < 0n && fen ? "负" : "") + said;
}

/** A whole number in capitals: 亿 and 万 split it, and one 零 stands for a gap. */
function wholeInWords(number: bigint): string {
  for (const [unit, name] of [[10n ** 8n, "亿"], [10n ** 4n, "万"]] as const) {
    if (number >= unit) {
      const low = number % unit;
      const gap = low > 0n && low < unit / 10n ? "零" : "";
      return wholeInWords(number / unit) + name + gap + (low ? wholeInWords(low) : "");
    }
  }
  return groupInWords(Number(number));
}

function groupInWords(group: number): string {
  let said = "";
  for (let place = 3; place >= 0; place -= 1) {
    const value = Math.floor(group / 10 ** place) % 10;
    const before = Math.floor(group / 10 ** (place + 1)) % 10;
    if (value) said += (said && before === 0 ? "零" : "") + digit(BigInt(value)) + (PLACES[place] ?? "");
  }
  return said;
}

const digit = (value: bigint): string => DIGITS.charAt(Number(value));

export const OURS: Implementations = {
  "money in words": moneyInWords,
  "workdays between": (run: Run, start: Day, end: Day) => {
    const count = run.organization?.workdaysBetween(start, end) ?? null;
    return count === null ? null : whole(count);
  },
  "head of department": (run: Run, department: string) => run.organization?.headOf(department) ?? null,
  "level compare": (run: Run, one: string, other: string) => {
    const found = run.organization?.compareLevels(one, other) ?? null;
    return found === null ? null : whole(Math.sign(found));
  },
};
