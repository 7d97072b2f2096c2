// Files sent from the browser straight to the store: several at once, with progress, in parts,
// paused, retried, and gone on with after a reload. The server signs addresses and never sees a byte.
//
// <div data-upload="/files/uploads/" data-purpose="…" data-field="…" [data-multiple] data-largest="…"> around an
// <input type=file> and a <ul data-upload-list>; the words stand on it as data-word-….

import { Sender, Stopped, type Told } from "./sender";

const RUNNING = new Set<Row>();
const FILES_AT_ONCE = 3;
const waiting: Row[] = [];

/** Bring every upload field below `root` to life. Can be called again after each swap. */
export function start(root: ParentNode = document): void {
  const found = root.querySelectorAll<HTMLElement>("[data-upload]:not([data-upload-ready])");
  for (const element of found) new Field(element);
  if (root instanceof HTMLElement && root.matches("[data-upload]:not([data-upload-ready])")) new Field(root);
}

/** Whether files are being sent; leaving the page would interrupt them. */
export function isSending(): boolean {
  return RUNNING.size > 0;
}

class Field {
  readonly input: HTMLInputElement;
  readonly list: HTMLElement;

  constructor(readonly element: HTMLElement) {
    element.dataset["uploadReady"] = "";
    this.input = element.querySelector<HTMLInputElement>("input[type=file]")!;
    this.list = element.querySelector<HTMLElement>("[data-upload-list]")!;
    this.input.addEventListener("change", () => {
      this.take(this.input.files);
      this.input.value = "";
    });
    this.listenForDrops();
    element.addEventListener("click", (event) => this.remove(event));
    document.addEventListener("paste", (event) => this.paste(event));
    element.closest("form")?.addEventListener("submit", (event) => this.holdBack(event), { capture: true });
    this.showInterrupted();
  }

  word(name: string): string {
    return this.element.dataset["word" + name[0]!.toUpperCase() + name.slice(1)] ?? "";
  }

  get url(): string {
    return this.element.dataset["upload"]!;
  }

  get purpose(): string {
    return this.element.dataset["purpose"]!;
  }

  get isMultiple(): boolean {
    return "multiple" in this.element.dataset;
  }

  /** Begin with files that were chosen, dropped or pasted. */
  take(files: Iterable<File> | ArrayLike<File> | null): void {
    for (const file of Array.from(files ?? [])) {
      const row = new Row(this, file);
      const largest = Number(this.element.dataset["largest"] ?? 0);
      this.list.querySelector(`[data-interrupted="${CSS.escape(row.sender.fingerprint)}"]`)?.remove();
      if (!this.isMultiple && this.list.children.length > 0) row.fail(this.word("one"), false);
      else if (file.size === 0) row.fail(this.word("empty"), false);
      else if (largest && file.size > largest) {
        row.fail(this.word("large").replace("{limit}", size(largest)), false);
      } else row.queue();
      this.list.append(row.element);
    }
  }

  private listenForDrops(): void {
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.element.classList.add("is-over");
    };
    this.element.addEventListener("dragenter", over);
    this.element.addEventListener("dragover", over);
    this.element.addEventListener("dragleave", (event) => {
      if (!this.element.contains(event.relatedTarget as Node | null)) this.element.classList.remove("is-over");
    });
    this.element.addEventListener("drop", (event) => {
      event.preventDefault();
      this.element.classList.remove("is-over");
      this.take(event.dataTransfer?.files ?? null);
    });
  }

  private paste(event: ClipboardEvent): void {
    const files = event.clipboardData?.files;
    if (!files?.length || !this.element.isConnected || event.defaultPrevented) return;
    const inside = this.element.contains(document.activeElement);
    // Elsewhere on the page a paste is meant for the only field there is.
    const only = document.querySelectorAll("[data-upload]").length === 1;
    if (!inside && !only) return;
    event.preventDefault();
    this.take(files);
  }

  private remove(event: Event): void {
    const button = (event.target as Element).closest("[data-upload-remove]");
    const chip = button?.closest<HTMLElement>("[data-file]");
    if (!chip) return;
    const line = chip.closest("li");
    if (line?.hasAttribute("data-fresh")) {
      const url = this.url.replace(/uploads\/$/, `${chip.dataset["file"]}/deletion/`);
      void fetch(url, { method: "POST", headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } }).catch(() => undefined);
    }
    (line ?? chip).remove();
    this.input.focus();
  }

  private holdBack(event: Event): void {
    const mine = [...RUNNING].filter((row) => row.field === this);
    if (!mine.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    mine[0]!.element.scrollIntoView({ block: "nearest" });
    mine[0]!.element.querySelector<HTMLElement>("button")?.focus();
  }

  private showInterrupted(): void {
    for (const [fingerprint, kept] of Sender.interrupted(this.purpose)) {
      const line = document.createElement("li");
      line.className = "file-row";
      line.dataset["interrupted"] = fingerprint;
      line.append(bdi(kept.name), text("file-note faint", this.word("again")));
      const cancel = button(this.word("cancel"), () => {
        void Sender.giveUp(this.url, fingerprint, csrf());
        line.remove();
      });
      line.append(cancel);
      this.list.append(line);
    }
  }
}

/** One file on its way: its line, its progress, its buttons. */
class Row {
  readonly element = document.createElement("li");
  readonly sender: Sender;
  private readonly note = text("file-note faint", "");
  private readonly meter = document.createElement("progress");
  private readonly pauseButton: HTMLButtonElement;
  private isPaused = false;

  constructor(
    readonly field: Field,
    file: File,
  ) {
    this.sender = new Sender(file, field.purpose, field.url, csrf, (told) => this.show(told));
    this.element.className = "file-row";
    this.meter.max = file.size || 1;
    this.meter.setAttribute("aria-label", file.name);
    this.pauseButton = button(field.word("pause"), () => (this.isPaused ? this.resume() : this.pause()));
    const cancel = button(field.word("cancel"), () => this.cancel());
    this.element.append(bdi(file.name), text("file-facts", size(file.size)), this.meter, this.note, this.pauseButton, cancel);
    this.note.setAttribute("role", "status");
  }

  queue(): void {
    this.note.textContent = this.field.word("waiting");
    waiting.push(this);
    next();
  }

  private pause(): void {
    this.isPaused = true;
    this.sender.stop();
    this.note.textContent = this.field.word("paused");
    this.pauseButton.textContent = this.field.word("resume");
  }

  private resume(): void {
    this.isPaused = false;
    this.pauseButton.textContent = this.field.word("pause");
    this.queue();
  }

  private cancel(): void {
    void this.sender.cancel();
    const place = waiting.indexOf(this);
    if (place >= 0) waiting.splice(place, 1);
    this.element.remove();
    this.field.input.focus();
  }

  fail(words: string, again = true): void {
    this.element.classList.add("is-bad");
    this.meter.remove();
    this.note.textContent = words;
    this.note.className = "file-note file-bad";
    if (!again) {
      this.pauseButton.remove();
      return;
    }
    this.isPaused = true;
    this.pauseButton.textContent = this.field.word("retry");
  }

  async run(): Promise<void> {
    this.element.classList.remove("is-bad");
    this.note.className = "file-note faint";
    if (!this.meter.isConnected) this.element.insertBefore(this.meter, this.note);
    this.note.textContent = this.field.word("sending");
    try {
      this.done((await this.sender.send()).chip ?? "");
    } catch (error) {
      if (error instanceof Stopped) return;
      this.fail(error instanceof Error && error.message ? error.message : this.field.word("failed"));
    }
  }

  private show(told: Told): void {
    this.meter.value = told.sent;
    if (told.state === "sending") {
      const share = Math.floor((told.sent / this.meter.max) * 100);
      this.note.textContent = `${this.field.word("sending")} ${share} %`;
    } else this.note.textContent = this.field.word(told.state);
  }

  private done(chip: string): void {
    const line = document.createElement("li");
    line.dataset["fresh"] = "";
    line.innerHTML = chip;
    const id = line.querySelector<HTMLElement>("[data-file]")?.dataset["file"] ?? "";
    const name = this.field.element.dataset["field"];
    if (name) {
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = name;
      hidden.value = id;
      line.append(hidden);
    }
    this.element.replaceWith(line);
    line.dispatchEvent(new CustomEvent("upload:done", { bubbles: true, detail: { id } }));
  }
}

function next(): void {
  while (RUNNING.size < FILES_AT_ONCE) {
    const row = waiting.shift();
    if (!row) return;
    RUNNING.add(row);
    void row.run().finally(() => {
      RUNNING.delete(row);
      next();
    });
  }
}

function csrf(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let step = 0;
  let amount = bytes;
  while (amount >= 1024 && step < units.length - 1) {
    amount /= 1024;
    step += 1;
  }
  return `${amount.toLocaleString(document.documentElement.lang || undefined, { maximumFractionDigits: 1 })} ${units[step]}`;
}

function bdi(words: string): HTMLElement {
  const made = document.createElement("bdi");
  made.className = "file-name";
  made.textContent = words;
  return made;
}

function text(name: string, words: string): HTMLElement {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = words;
  return made;
}

function button(words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn-text";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

window.addEventListener("beforeunload", (event) => {
  if (isSending()) event.preventDefault();
});
