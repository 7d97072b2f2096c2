// The process designer: a drawing, its panel, and the server that keeps it.
import { bindAll, closest, isTyping } from "@web/behaviours";
import { make } from "@web/words";
import { drawn } from "./cards";
import { draggable } from "./dragging";
import { History } from "./history";
import { Keeper, type State } from "./keeper";
import { menu } from "./menu";
import * as server from "./server";
import * as tree from "./tree";
import type { Branch, Drawing, Place, Step } from "./tree";
import { say } from "./words";

interface Loaded extends State {
  given: Record<string, string>;
  rev: string;
  faults: server.Complaint[];
  summaries: Record<string, string>;
  isReadOnly: boolean;
}

export class Designer {
  private readonly canvas: HTMLElement;
  private readonly panel: HTMLElement;
  private readonly status: HTMLElement;
  private readonly history: History<State>;
  private readonly isReadOnly: boolean;
  private readonly given: Record<string, string>;
  private readonly keeper: Keeper;
  private faults: server.Complaint[];
  private summaries: Map<string, string>;
  private tried = new Map<string, string>();
  private chosen = "";
  private copied: Step | null = null;
  private filling = 0;

  constructor(private readonly root: HTMLElement) {
    this.canvas = root.querySelector<HTMLElement>("[data-canvas]")!;
    this.panel = root.querySelector<HTMLElement>("[data-panel]")!;
    this.status = document.querySelector<HTMLElement>("[data-designer-status]")!;
    const loaded = JSON.parse(document.getElementById("drawing")?.textContent ?? "{}") as Loaded;
    this.faults = loaded.faults;
    this.summaries = new Map(Object.entries(loaded.summaries));
    this.isReadOnly = loaded.isReadOnly;
    this.history = new History({ drawing: loaded.drawing, fields: loaded.fields });
    this.given = loaded.given;
    this.keeper = new Keeper(root.dataset["drawingUrl"] ?? "", this.canvas, loaded.rev, {
      now: () => this.history.now,
      arrived: (answer) => this.arrived(answer),
      tell: (name, kind, text) => this.tell(name, kind, text),
    });
    this.bind();
    const left = this.isReadOnly ? null : this.keeper.left();
    if (left && this.history.push(left)) this.changed();
    this.show();
  }

  private get drawing(): Drawing {
    return this.history.now.drawing;
  }

  // ------------------------------------------------------------------ showing

  private show(focus = ""): void {
    const kept = focus || (document.activeElement instanceof HTMLElement ? (document.activeElement.dataset["open"] ?? "") : "");
    const { scrollLeft, scrollTop } = this.canvas;
    this.canvas.replaceChildren(
      drawn({
        drawing: this.drawing,
        chosen: this.chosen,
        summaries: this.summaries,
        faults: this.complaints(),
        tried: this.tried,
        isReadOnly: this.isReadOnly,
      }),
    );
    this.canvas.scrollTo(scrollLeft, scrollTop);
    if (kept) this.canvas.querySelector<HTMLElement>(`[data-open="${CSS.escape(kept)}"]`)?.focus({ preventScroll: focus === "" });
    for (const [name, on] of Object.entries({ undo: this.history.canUndo, redo: this.history.canRedo })) {
      const button = this.root.querySelector<HTMLButtonElement>(`[data-do="${name}"]`);
      if (button) button.disabled = !on;
    }
    this.list();
  }

  private complaints(): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const { place, words } of this.faults) found.set(place, [...(found.get(place) ?? []), words]);
    return found;
  }

  /** What is still wrong, in one list; each line leads to its place. */
  private list(): void {
    const holder = this.root.querySelector<HTMLElement>("[data-faults]");
    const count = this.root.querySelector<HTMLElement>("[data-fault-count]");
    if (count) count.textContent = this.faults.length ? say("faults", { n: this.faults.length }) : say("no-faults");
    holder?.replaceChildren(
      ...this.faults.map(({ place, words }) => {
        const step = tree.find(this.drawing, place);
        const branch = /^(.+)-(\d+)$/.exec(place);
        const open = step ? place : branch && tree.find(this.drawing, branch[1] ?? "") ? `${branch[1]}:${branch[2]}` : "";
        const name = step ? step.name || say(step.kind ?? "start") : "";
        return make("li", {}, open ? make("button", { type: "button", class: "link-button", "data-open": open }, name || say("branch-fault")) : "", ` ${words}`);
      }),
    );
  }

  private arrived(answer: server.Kept): void {
    this.faults = answer.faults;
    this.summaries = new Map(Object.entries(answer.summaries));
    this.show();
  }

  private tell(name: string, kind = "", text = say(name)): void {
    this.status.textContent = text;
    this.status.dataset["kind"] = kind;
  }

  // ------------------------------------------------------------------ changing

  /** Take a new drawing over: shown at once, kept in a moment. */
  private go(drawing: Drawing, focus = "", fields = this.history.now.fields): void {
    if (this.isReadOnly || !this.history.push({ drawing, fields })) return;
    this.changed(focus);
  }

  private changed(focus = ""): void {
    this.tried.clear();
    this.keeper.changed();
    this.show(focus);
  }

  private back(way: "undo" | "redo"): void {
    if (!this.history[way]()) return;
    if (this.chosen && !tree.find(this.drawing, this.chosen.split(":")[0] ?? "")) this.close();
    this.changed();
    if (this.chosen) void this.open(this.chosen, false);
  }

  private put(place: Place, kind: string): void {
    if (kind === "paste") {
      if (this.copied) {
        const step = tree.copied(this.drawing, this.copied);
        this.go(tree.insert(this.drawing, place, step), step.key);
      }
      return;
    }
    const step = tree.made(this.drawing, kind, say);
    this.go(tree.insert(this.drawing, place, step), step.key);
    void this.open(tree.FORKS.has(kind) && kind !== "parallel" ? `${step.key}:0` : step.key);
  }

  private offers(place: Place): { name: string; title: string; text: string }[] {
    const steps = tree.stepsAt(this.drawing, place);
    const kinds = (this.root.dataset["kinds"] ?? "").split(" ");
    const ends = place.at === steps.length ? kinds : kinds.filter((kind) => kind !== "end" && kind !== "again");
    const list = ends.map((kind) => ({ name: kind, title: say(kind), text: say(`${kind}-text`) }));
    return this.copied ? [{ name: "paste", title: say("paste"), text: this.copied.name ?? "" }, ...list] : list;
  }

  private drop(key: string): void {
    const [fork = "", number] = key.split(":");
    const around = this.canvasKeys();
    const next = around[around.indexOf(key) - 1] ?? this.drawing.start.key;
    if (this.chosen.split(":")[0] === fork) this.close();
    this.go(number === undefined ? tree.remove(this.drawing, key) : tree.removeBranch(this.drawing, fork, Number(number)), next);
  }

  private shift(key: string, by: -1 | 1): void {
    const [fork = "", number] = key.split(":");
    if (number !== undefined) {
      this.go(tree.moveBranch(this.drawing, fork, Number(number), by), `${fork}:${Number(number) + by}`);
      return;
    }
    const place = tree.placeOf(this.drawing, key);
    if (place) {
      const at = by === 1 ? place.at + 2 : place.at - 1;
      if (at >= 0 && at <= tree.stepsAt(this.drawing, place).length) this.go(tree.move(this.drawing, key, { ...place, at }), key);
    }
  }

  // ------------------------------------------------------------------ the panel

  private async open(key: string, takesFocus = true): Promise<void> {
    await this.fill();
    const [fork = "", number] = key.split(":");
    const step = tree.find(this.drawing, fork);
    const branch = number === undefined ? undefined : step?.branches?.[Number(number)];
    if (!step || (number !== undefined && !branch)) return;
    this.chosen = key;
    this.show();
    const before = tree.before(this.drawing, fork).map((one) => ({ key: one.key, name: one.name || say(one.kind ?? "start") }));
    const { steps: _steps, ...own } = branch ?? {};
    const { branches: _branches, ...settings } = step;
    const asked = { kind: branch ? `${step.kind}-branch` : (step.kind ?? "start"), step: branch ? own : settings, before, fields: this.history.now.fields, given: this.given };
    try {
      this.draw(await server.form(this.root.dataset["panelUrl"] ?? "", asked), takesFocus);
    } catch (raised) {
      this.draw(`<p class="notice notice-bad" role="alert"></p>`, false);
      this.panel.querySelector(".notice")?.append(raised instanceof server.Refusal ? raised.message : say("offline"));
    }
  }

  private draw(html: string, takesFocus: boolean): void {
    const body = this.panel.querySelector<HTMLElement>("[data-panel-body]")!;
    body.innerHTML = html;
    bindAll(body);
    this.arrange();
    const isBranch = this.chosen.includes(":");
    for (const act of this.panel.querySelectorAll<HTMLElement>("[data-do]"))
      act.hidden = this.isReadOnly || this.chosen === this.drawing.start.key || (isBranch && act.dataset["do"] === "copy");
    this.panel.hidden = false;
    this.root.dataset["panelOpen"] = "";
    if (takesFocus) body.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea, button")?.focus();
  }

  /** Fields that belong to a choice are there while it is chosen. */
  private arrange(): void {
    const form = this.panel.querySelector("form");
    if (!form) return;
    for (const line of form.querySelectorAll<HTMLElement>("[data-when]")) {
      const [name = "", values = ""] = (line.dataset["when"] ?? "").split("=");
      const now = new FormData(form).get(name);
      line.hidden = !values.split("|").includes(typeof now === "string" ? now : "");
    }
  }

  /** Take what was filled in into the drawing. Answers whether the form was right. */
  private async fill(): Promise<boolean> {
    const form = this.panel.querySelector("form");
    if (!form || this.isReadOnly || this.chosen === "" || !("touched" in form.dataset)) return true;
    const key = this.chosen;
    const mine = ++this.filling;
    const found = await server.read(form.action, new FormData(form)).catch((raised: unknown) => {
      this.tell("offline", "bad");
      if (raised instanceof server.Refusal) this.status.textContent = raised.message;
      return null;
    });
    if (!found || mine !== this.filling || key !== this.chosen) return found !== null;
    delete form.dataset["touched"];
    if ("form" in found) {
      this.draw(found.form, false);
      return false;
    }
    form.querySelectorAll(".field-error").forEach((line) => line.remove());
    const [fork = "", number] = key.split(":");
    const { fields, ...step } = found.step as Step & Branch & { fields?: Record<string, string> };
    this.go(
      number === undefined ? tree.change(this.drawing, key, step) : tree.changeBranch(this.drawing, fork, Number(number), step),
      "",
      fields ?? this.history.now.fields,
    );
    return true;
  }

  private close(): void {
    const key = this.chosen;
    this.chosen = "";
    this.panel.hidden = true;
    delete this.root.dataset["panelOpen"];
    this.show(key);
  }

  // ------------------------------------------------------------------ hands

  private bind(): void {
    this.root.addEventListener("click", (event) => this.click(event));
    this.panel.addEventListener("input", (event) => {
      const form = closest(event, "form");
      if (form) form.dataset["touched"] = "";
    });
    this.panel.addEventListener("change", () => {
      this.arrange();
      void this.fill();
    });
    this.panel.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      void this.fill();
    });
    this.root.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => {
      if (isTyping(event.target) || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      this.back(event.shiftKey ? "redo" : "undo");
    });
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-after-saving]"))
      form.addEventListener("submit", (event) => void this.submit(event, form));
    document.querySelector<HTMLFormElement>("form[data-trial]")?.addEventListener("submit", (event) => void this.attempt(event));
    draggable(this.canvas, (key, place) => this.go(tree.move(this.drawing, key, place), key));
  }

  /** Publishing waits until all that is drawn has arrived. */
  private async submit(event: SubmitEvent, form: HTMLFormElement): Promise<void> {
    if ("ready" in form.dataset) return;
    event.preventDefault();
    event.stopPropagation();
    if (!(await this.fill()) || !(await this.keeper.save())) return;
    form.querySelector<HTMLInputElement>("[name=rev]")!.value = this.keeper.rev;
    form.dataset["ready"] = "";
    // While the first submission is still being told, a second one is silently dropped.
    setTimeout(() => form.requestSubmit());
  }

  private async attempt(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target as HTMLFormElement;
    const filled = new FormData(form);
    await this.fill();
    filled.set("source", JSON.stringify(this.drawing));
    filled.set("fields", JSON.stringify(this.history.now.fields));
    const found = await server.attempt(form.action, filled).catch(() => null);
    const holder = form.querySelector<HTMLElement>("[data-trial-answer]")!;
    if (!found) holder.textContent = say("offline");
    else if ("form" in found) holder.innerHTML = found.form;
    else {
      holder.innerHTML = found.html;
      this.tried = new Map(Object.entries(found.cards));
      this.show();
    }
  }

  private click(event: MouseEvent): void {
    const branch = closest(event, "[data-add-branch]")?.dataset["addBranch"];
    const open = closest(event, "[data-open]")?.dataset["open"];
    const plus = closest(event, ".joint-plus");
    const what = closest(event, "[data-do]")?.dataset["do"];
    if (branch !== undefined) {
      const count = tree.find(this.drawing, branch)?.branches?.length ?? 0;
      const hasOther = tree.find(this.drawing, branch)?.branches?.at(-1)?.otherwise === true;
      this.go(tree.addBranch(this.drawing, branch));
      void this.open(`${branch}:${hasOther ? count - 1 : count}`);
    } else if (plus) {
      const place = JSON.parse(plus.dataset["at"] ?? "{}") as Place;
      menu(plus, this.offers(place), (kind) => this.put(place, kind));
    } else if (open !== undefined) void this.open(open);
    else if (what !== undefined) this.act(what);
  }

  private act(what: string): void {
    const key = this.chosen;
    if (what === "undo" || what === "redo") this.back(what);
    else if (what === "close") void this.fill().then((isRight) => isRight && this.close());
    else if (what === "delete" && key) this.drop(key);
    else if (what === "copy" && key) this.copy(key);
    else if ((what === "up" || what === "down") && key) this.shift(key, what === "up" ? -1 : 1);
    else if (what === "larger" || what === "smaller") this.zoom(what === "larger" ? 1.15 : 1 / 1.15);
  }

  private copy(key: string): void {
    const step = tree.find(this.drawing, key);
    if (!step || key === this.drawing.start.key) return;
    this.copied = structuredClone(step);
    this.tell("copied");
  }

  private zoom(by: number): void {
    const now = Number(this.canvas.style.getPropertyValue("--zoom") || 1) * by;
    this.canvas.style.setProperty("--zoom", String(Math.min(1.6, Math.max(0.4, now))));
  }

  private canvasKeys(): string[] {
    return [...this.canvas.querySelectorAll<HTMLElement>("[data-open]")].map((one) => one.dataset["open"] ?? "");
  }

  private key(event: KeyboardEvent): void {
    const on = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["open"] : undefined;
    if (event.key === "Escape" && this.chosen && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      this.act("close");
      return;
    }
    if (on === undefined || isTyping(event.target)) return;
    const all = this.canvasKeys();
    const to = all[all.indexOf(on) + (event.key === "ArrowDown" || event.key === "ArrowRight" ? 1 : event.key === "ArrowUp" || event.key === "ArrowLeft" ? -1 : NaN)];
    if (event.altKey && ["ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight"].includes(event.key)) this.shift(on, event.key === "ArrowUp" || event.key === "ArrowLeft" ? -1 : 1);
    else if (to !== undefined) this.canvas.querySelector<HTMLElement>(`[data-open="${CSS.escape(to)}"]`)?.focus();
    else if (event.key === "Delete" || event.key === "Backspace") {
      if (this.isReadOnly || on === this.drawing.start.key) return;
      this.drop(on);
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "c") this.copy(on);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "v") this.after(on, "paste");
    else if (event.key === "+" || event.key === "Insert") this.after(on, "");
    else return;
    event.preventDefault();
  }

  /** Put something in behind a card, or ask what. */
  private after(on: string, kind: string): void {
    const [fork = "", number] = on.split(":");
    const place =
      number !== undefined
        ? { fork, branch: Number(number), at: 0 }
        : on === this.drawing.start.key
          ? { fork: null, branch: 0, at: 0 }
          : tree.placeOf(this.drawing, on);
    if (!place || this.isReadOnly) return;
    const here = number === undefined && on !== this.drawing.start.key ? { ...place, at: place.at + 1 } : place;
    if (kind) this.put(here, kind);
    else menu(document.activeElement as HTMLElement, this.offers(here), (name) => this.put(here, name));
  }
}
