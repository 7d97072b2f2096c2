// The picker: one dialog for people, departments, posts, groups and levels. What may be chosen is the server's answer:
//   GET <data-url>?q=…            rows that fit a name, pinyin or initials
//   GET <data-url>?parent=<id>    rows inside a branch          GET <data-url>?recent=1   what was chosen lately
//   GET <data-url>tree/?parent=   lines of the tree (web/parts/treenodes.html); 404: there is no tree
// A row is <div class="pick-row" data-id data-label>; a last <a data-more href> asks for the next rows.
import { behaviour, bindAll, closest } from "./behaviours";
import { toggle } from "./tree";
import { icon, make, words } from "./words";

type Chosen = Map<string, string>;

export function start(): void {
  behaviour("[data-picker]", (element) => new Field(element));
}

/** The field in the form: chips with hidden inputs. */
class Field {
  private readonly chips: HTMLElement;

  constructor(readonly element: HTMLElement) {
    this.chips = element.querySelector<HTMLElement>("[data-picker-chips]")!;
    element.addEventListener("click", (event) => {
      const remove = closest(event, "[data-picker-remove]");
      if (remove) {
        remove.closest(".chip")?.remove();
        this.changed();
        this.opener.focus();
      } else if (closest(event, "[data-picker-open]")) new Dialog(this);
    });
  }

  get opener(): HTMLElement {
    return this.element.querySelector<HTMLElement>("[data-picker-open]")!;
  }

  get isMultiple(): boolean {
    return "multiple" in this.element.dataset;
  }

  get chosen(): Chosen {
    const chips = [...this.chips.querySelectorAll<HTMLElement>(".chip[data-id]")];
    return new Map(chips.map((chip) => [chip.dataset["id"] ?? "", chip.querySelector(".chip-label")?.textContent ?? ""]));
  }

  set chosen(next: Chosen) {
    this.chips.replaceChildren(...[...next].map(([id, label]) => this.chip(id, label)));
    this.changed();
  }

  private chip(id: string, label: string): HTMLElement {
    const remove = make("button", { type: "button", "data-picker-remove": "", "aria-label": `${words("remove")} ${label}` });
    remove.append(icon("close"));
    const input = make("input", { type: "hidden", name: this.element.dataset["name"] ?? "", value: id });
    return make("span", { class: "chip", "data-id": id }, make("span", { class: "chip-label" }, label), input, remove);
  }

  private changed(): void {
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
    this.element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** The dialog; it is made when it is opened and gone when it is closed. */
class Dialog {
  private readonly chosen: Chosen;
  private readonly dialog: HTMLDialogElement;
  private readonly search: HTMLInputElement;
  private readonly tree = make("div", { class: "picker-tree" });
  private readonly rows = make("div", { class: "picker-rows", role: "listbox", tabindex: "-1", id: "picker-rows" });
  private readonly nothing = document.getElementById("picker-words")?.dataset["nothing"] ?? "";
  private readonly line = make("div", { class: "picker-chosen" });
  private asked: AbortController | null = null;
  private timer = 0;

  constructor(private readonly field: Field) {
    this.chosen = field.chosen;
    const template = document.getElementById("picker-words");
    const text = (name: string): string => template?.dataset[name] ?? "";
    const title = field.element.closest(".field")?.querySelector("label, legend")?.firstChild?.textContent?.trim() || text("choose");
    if (field.isMultiple) this.rows.setAttribute("aria-multiselectable", "true");
    this.rows.setAttribute("aria-label", title);
    this.search = make("input", {
      type: "search",
      placeholder: text("search"),
      "aria-label": text("search"),
      autocomplete: "off",
      role: "combobox",
      "aria-controls": "picker-rows",
      "aria-expanded": "true",
    });
    const close = make("button", { type: "button", class: "icon-button", "data-close-dialog": "", "aria-label": words("close") });
    close.append(icon("close"));
    const done = make("button", { type: "button", class: "btn btn-primary" }, text("done"));
    const cancel = make("button", { type: "button", class: "btn btn-text", "data-close-dialog": "" }, words("cancel"));
    this.dialog = make(
      "dialog",
      { class: "dialog picker-dialog", "aria-label": title, "data-no-draft": "" },
      make("div", { class: "dialog-head" }, make("h2", {}, title), close),
      make("div", { class: "picker-search" }, this.search),
      make("div", { class: "picker-panes" }, this.tree, this.rows),
      this.line,
      make("div", { class: "dialog-foot" }, done, cancel),
    );
    done.addEventListener("click", () => this.take());
    this.search.addEventListener("input", (event) => {
      if (!(event as InputEvent).isComposing) this.later();
    });
    this.search.addEventListener("compositionend", () => this.later());
    this.search.addEventListener("keydown", (event) => this.key(event));
    this.rows.addEventListener("click", (event) => this.click(event));
    this.tree.addEventListener("click", (event) => this.branch(event));
    this.line.addEventListener("click", (event) => {
      const id = closest(event, "[data-drop]")?.dataset["drop"];
      if (id) {
        this.chosen.delete(id);
        this.show();
      }
    });
    this.dialog.addEventListener("close", () => {
      this.asked?.abort();
      this.dialog.remove();
      field.opener.focus();
    });
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.search.focus();
    this.show();
    void this.fill({ recent: "1" });
    void this.plant();
  }

  private address(path: string, query: Record<string, string>): string {
    const url = new URL((this.field.element.dataset["url"] ?? "") + path, location.href);
    new URLSearchParams(this.field.element.dataset["query"] ?? "").forEach((value, name) => url.searchParams.set(name, value));
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url.pathname + url.search;
  }

  private later(): void {
    clearTimeout(this.timer);
    const q = this.search.value.trim();
    // On a phone half of the screen is the keyboard: what is found needs the rest.
    this.dialog.toggleAttribute("data-searching", q !== "");
    this.timer = window.setTimeout(() => void this.fill(q ? { q } : { recent: "1" }), 120);
  }

  private async fill(query: Record<string, string>): Promise<void> {
    await this.load(this.address("", query), false);
  }

  private async load(url: string, more: boolean): Promise<void> {
    this.asked?.abort();
    const mine = (this.asked = new AbortController());
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: mine.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = [...parsed.body.children];
      if (more) this.rows.querySelector("[data-more]")?.remove();
      else this.rows.replaceChildren();
      this.rows.append(...found);
      if (this.rows.querySelector("[data-id]") === null)
        this.rows.replaceChildren(make("p", { class: "picker-head" }, this.nothing));
      this.show();
      if (!more) this.activate(this.options()[0]);
    } catch (raised) {
      if (raised instanceof DOMException && raised.name === "AbortError") return;
      this.rows.replaceChildren(make("p", { class: "notice notice-bad", role: "alert" }, words("offline")));
    }
  }

  private async plant(): Promise<void> {
    try {
      const answer = await fetch(this.address("tree/", {}), { headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const parsed = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html");
      const list = make("ul", { class: "tree", role: "tree", "data-tree": "" });
      list.append(...(parsed.querySelector("ul")?.children ?? []));
      this.tree.replaceChildren(list);
      bindAll(this.tree);
    } catch {
      this.dialog.dataset["flat"] = "";
    }
  }

  private branch(event: Event): void {
    const line = closest(event, ".tree-line");
    if (!line || closest(event, "[data-tree-knob]")) return;
    event.preventDefault();
    for (const other of this.tree.querySelectorAll(".tree-line")) other.setAttribute("aria-selected", String(other === line));
    this.search.value = "";
    this.dialog.removeAttribute("data-searching");
    void toggle(line, true);
    void this.fill({ parent: line.dataset["id"] ?? "" });
  }

  private options(): HTMLElement[] {
    return [...this.rows.querySelectorAll<HTMLElement>(".pick-row[data-id]")];
  }

  private activate(row: HTMLElement | undefined): void {
    for (const other of this.rows.querySelectorAll("[data-active]")) other.removeAttribute("data-active");
    if (!row) return;
    row.dataset["active"] = "";
    row.scrollIntoView({ block: "nearest" });
    this.search.setAttribute("aria-activedescendant", row.id);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const all = this.options();
    const here = all.findIndex((row) => "active" in row.dataset);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.activate(all[Math.min(all.length - 1, Math.max(0, here + (event.key === "ArrowDown" ? 1 : -1)))]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) this.take();
      else if (all[here]) {
        this.choose(all[here]);
        // The next name replaces this one.
        this.search.select();
      } else this.take();
    } else if (event.key === "Backspace" && this.search.value === "") {
      const id = [...this.chosen.keys()].at(-1);
      if (id !== undefined) this.chosen.delete(id);
      this.show();
    }
  }

  private click(event: Event): void {
    const more = closest(event, "[data-more]");
    if (more) {
      event.preventDefault();
      // The link is relative to where the lines came from, not to the page that the picker stands on.
      const lines = new URL(this.field.element.dataset["url"] ?? "", location.href);
      void this.load(new URL(more.getAttribute("href") ?? "", lines).href, true);
      return;
    }
    const row = closest(event, ".pick-row[data-id]");
    if (row) this.choose(row);
  }

  private choose(row: HTMLElement): void {
    if (row.getAttribute("aria-disabled") === "true") return;
    const id = row.dataset["id"] ?? "";
    const label = row.dataset["label"] ?? row.textContent.trim();
    this.activate(row);
    if (!this.field.isMultiple) {
      this.chosen.clear();
      this.chosen.set(id, label);
      this.take();
      return;
    }
    if (!this.chosen.delete(id)) this.chosen.set(id, label);
    this.show();
  }

  private show(): void {
    this.options().forEach((row, number) => {
      row.id ||= `pick-${number}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(this.chosen.has(row.dataset["id"] ?? "")));
    });
    if (!this.field.isMultiple) return;
    this.line.replaceChildren(
      ...[...this.chosen].map(([id, label]) => {
        const drop = make("button", { type: "button", "data-drop": id, "aria-label": `${words("remove")} ${label}` });
        drop.append(icon("close"));
        return make("span", { class: "chip" }, label, drop);
      }),
    );
  }

  private take(): void {
    this.field.chosen = this.chosen;
    this.dialog.close();
  }
}
