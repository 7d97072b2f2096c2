// What the designer asks of the server. Nothing here knows how it looks.
import { csrf } from "@web/network";
import type { Branch, Drawing, Step } from "./tree";

export interface Complaint {
  place: string;
  words: string;
  gap: boolean;
}

export interface Kept {
  rev: string;
  faults: Complaint[];
  summaries: Record<string, string>;
}

/** Somebody else has drawn in the meantime. */
export class Overtaken extends Error {}

/** What the server will not do, in its own words. */
export class Refusal extends Error {}

async function answer(url: string, body: BodyInit, type?: string): Promise<Response> {
  const headers: Record<string, string> = { "X-CSRFToken": csrf(), "HX-Request": "true" };
  if (type) headers["Content-Type"] = type;
  const found = await fetch(url, { method: "POST", headers, body });
  if (found.status === 409) throw new Overtaken(await sentence(found));
  if (!found.ok && found.status !== 422) throw new Refusal(await sentence(found));
  return found;
}

async function sentence(found: Response): Promise<string> {
  return new DOMParser().parseFromString(await found.text(), "text/html").body.textContent.trim();
}

/** Keep the drawing. Throws Overtaken and Refusal, and TypeError without a connection. */
export async function keep(url: string, rev: string, drawing: Drawing, fields: Record<string, string>): Promise<Kept> {
  const found = await answer(url, JSON.stringify({ rev, source: drawing, fields }), "application/json");
  if (found.status === 422) throw new Refusal(await sentence(found));
  return (await found.json()) as Kept;
}

/** The form for a step or a branch, as markup of ours. */
export async function form(
  url: string,
  asked: { kind: string; step: Step | Branch; before: { key: string; name: string }[]; fields: Record<string, string>; given: Record<string, string> },
): Promise<string> {
  return await (await answer(url, JSON.stringify(asked), "application/json")).text();
}

/** What a filled form makes of a step: the settings, or the form again with what is wrong in it. */
export async function read(url: string, filled: FormData): Promise<{ step: Step & Branch } | { form: string }> {
  const found = await answer(url, filled);
  return found.status === 422 ? { form: await found.text() } : ((await found.json()) as { step: Step & Branch });
}

/** How a matter would go: lines of markup, and what to write on which card. */
export async function attempt(url: string, filled: FormData): Promise<{ html: string; cards: Record<string, string> } | { form: string }> {
  const found = await answer(url, filled);
  return found.status === 422 ? { form: await found.text() } : ((await found.json()) as { html: string; cards: Record<string, string> });
}
