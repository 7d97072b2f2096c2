// The drawing on the page: cards one below the other, branches side by side, a plus wherever a step can be put in.
import { make } from "@web/words";
import { FORKS, type Branch, type Drawing, type Place, type Step } from "./tree";
import { say } from "./words";

export interface Shown {
  drawing: Drawing;
  /** The key of what is open in the panel; a branch is `fork:number`. */
  chosen: string;
  /** In a word who works there and how, by key. */
  summaries: ReadonlyMap<string, string>;
  faults: ReadonlyMap<string, readonly string[]>;
  /** What a trial has shown, by key. */
  tried: ReadonlyMap<string, string>;
  isReadOnly: boolean;
}

/** The whole drawing as elements. Cards carry `data-key`, places `data-at`; what they do is bound once, above. */
export function drawn(shown: Shown): HTMLElement {
  return make(
    "div",
    { class: "drawing" },
    card(shown, shown.drawing.start, null),
    ...column(shown, shown.drawing.steps, null, 0),
    make("div", { class: "drawing-end" }, say("end-of-all")),
  );
}

function column(shown: Shown, steps: Step[], fork: string | null, branch: number): HTMLElement[] {
  const found = [plus(shown, { fork, branch, at: 0 })];
  for (const [at, step] of steps.entries()) {
    found.push(FORKS.has(step.kind) ? parted(shown, step) : card(shown, step, step.kind));
    const isLast = at === steps.length - 1;
    if (!(isLast && (step.kind === "end" || step.kind === "again"))) found.push(plus(shown, { fork, branch, at: at + 1 }));
  }
  return found;
}

function parted(shown: Shown, step: Step): HTMLElement {
  const branches = step.branches ?? [];
  const head = make(
    "div",
    { class: "fork-head", "data-key": step.key, "data-kind": step.kind },
    make("button", { type: "button", class: "fork-name", "data-open": step.key, "aria-pressed": String(shown.chosen === step.key) }, step.name || say(step.kind)),
    ...(shown.isReadOnly ? [] : [make("button", { type: "button", class: "btn btn-small btn-text", "data-add-branch": step.key }, say("add-branch"))]),
    ...complaints(shown, step.key),
  );
  if (!shown.isReadOnly) head.draggable = true;
  return make(
    "div",
    { class: "fork", role: "group", "aria-label": step.name || say(step.kind) },
    head,
    make("div", { class: "branches" }, ...branches.map((branch, number) => branchOf(shown, step, branch, number))),
  );
}

function branchOf(shown: Shown, fork: Step, branch: Branch, number: number): HTMLElement {
  const key = `${fork.key}:${number}`;
  const title = branch.name || say("branch", { n: number + 1 });
  const tried = shown.tried.get(`${fork.key}-${number}`);
  const open = make(
    "button",
    { type: "button", class: "step-open", "data-open": key, "aria-pressed": String(shown.chosen === key) },
    make("span", { class: "step-title" }, title),
    make("span", { class: "step-text" }, condition(fork, branch)),
    ...(tried === undefined ? [] : [make("span", { class: "step-tried" }, tried)]),
  );
  const head = make("div", { class: "step-card branch-card", "data-key": key }, open, ...complaints(shown, `${fork.key}-${number}`));
  if (tried !== undefined) head.dataset["tried"] = "";
  return make(
    "div",
    { class: "branch", role: "group", "aria-label": title },
    head,
    ...column(shown, branch.steps ?? [], fork.key, number),
    make("div", { class: "branch-rest" }),
  );
}

function condition(fork: Step, branch: Branch): string {
  if (fork.kind === "parallel") return say("always");
  if (branch.otherwise) return say("otherwise-text");
  return branch.when || say("no-condition");
}

function card(shown: Shown, step: Step, kind: string | null): HTMLElement {
  const tried = shown.tried.get(step.key);
  const text = shown.summaries.get(step.key) ?? "";
  const open = make(
    "button",
    { type: "button", class: "step-open", "data-open": step.key, "aria-pressed": String(shown.chosen === step.key) },
    make("span", { class: "step-kind" }, say(kind ?? "start")),
    make("span", { class: "step-title" }, step.name || say(kind ?? "start")),
    ...(text === "" ? [] : [make("span", { class: "step-text" }, text)]),
    ...(tried === undefined ? [] : [make("span", { class: "step-tried" }, tried)]),
  );
  const found = make("div", { class: "step-card", "data-key": step.key, "data-kind": kind ?? "start" }, open, ...complaints(shown, step.key));
  if (kind !== null && !shown.isReadOnly) found.draggable = true;
  if (tried !== undefined) found.dataset["tried"] = "";
  return found;
}

function complaints(shown: Shown, key: string): HTMLElement[] {
  return (shown.faults.get(key) ?? []).map((text) => make("p", { class: "step-fault" }, text));
}

function plus(shown: Shown, place: Place): HTMLElement {
  const line = make("div", { class: "joint" });
  if (shown.isReadOnly) return line;
  const button = make("button", { type: "button", class: "joint-plus", "aria-label": say("add-here"), "aria-haspopup": "menu" }, "+");
  line.dataset["at"] = button.dataset["at"] = JSON.stringify(place);
  line.append(button);
  return line;
}
