// Reading what stands in the controls of the page, as the server would read it (views/sent.py).
import type { FieldPlan } from "./plan.ts";

/** The value of a field by the name of its controls; undefined where the page has no control for it. */
export function valueOf(form: HTMLFormElement, name: string, field: FieldPlan): unknown {
  const parts = { period: ["start", "end"], address: ["province", "city", "district", "detail"] }[field.type];
  if (parts) {
    const found = parts.map((part) => [part, text(form, `${name}.${part}`)] as const);
    if (found.every(([, value]) => value === undefined)) return undefined;
    const isWhole = field.type === "address" ? found.some(([, value]) => value) : found.every(([, value]) => value);
    return isWhole ? Object.fromEntries(found.map(([part, value]) => [part, moment(value ?? "", field)])) : null;
  }
  const given = named(form, name);
  if (!given.length) return undefined;
  if (field.many || field.type === "cascade") {
    const values = chosen(given).filter((value) => value !== "");
    const found = field.type === "cascade" ? values.flatMap((value) => value.split("/")) : values;
    return found.length ? found : null;
  }
  const raw = chosen(given).at(-1)?.trim() ?? "";
  if (!raw) return null;
  if (field.type === "yesno") return raw === "true";
  if (field.type === "number" || field.type === "money") return raw.replace(/[,，\s]/g, "");
  return moment(raw, field);
}

/** A time with its seconds, as the language wants it. */
function moment(raw: string, field: FieldPlan): string {
  if (field.type === "time" || field.type === "datetime" || field.type === "period") {
    return /(^|T)\d\d:\d\d$/.test(raw) ? `${raw}:00` : raw;
  }
  return raw;
}

function named(form: HTMLFormElement, name: string): (HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[] {
  return [...form.elements].filter(
    (element): element is HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement =>
      "name" in element && element.name === name && (element as HTMLInputElement).type !== "file",
  );
}

function chosen(given: (HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]): string[] {
  return given
    .filter((one) => !(one instanceof HTMLInputElement && ["checkbox", "radio"].includes(one.type)) || one.checked)
    .map((one) => one.value);
}

function text(form: HTMLFormElement, name: string): string | undefined {
  const given = named(form, name);
  return given.length ? (given[0]?.value.trim() ?? "") : undefined;
}
