// The builder of conditions over a text field: lines where the condition is as simple as lines, text otherwise; the names
// of fields as chips to put in. The text field stays what is sent.
import { behaviour } from "@web/behaviours";
import { make } from "@web/words";
import { SIGNS, fromTyped, readLines, toTyped, writeLines, type Line, type Lines, type Sign } from "./lines";

/** What the page calls things: and, or, add-line, as-text, as-lines, too-rich, value, field, sign, remove-line. */
export type Say = (name: string) => string;

/** Put a builder before every `textarea[data-condition]`; its `data-fields` are names and kinds as JSON. */
export function start(say: Say): void {
  behaviour("textarea[data-condition]", (element) => {
    new Builder(element as HTMLTextAreaElement, say);
  });
}

class Builder {
  private readonly fields: Record<string, string>;
  private readonly holder = make("div", { class: "condition", role: "group" });
  private isText: boolean;

  constructor(
    private readonly area: HTMLTextAreaElement,
    private readonly say: Say,
  ) {
    this.fields = JSON.parse(area.dataset["fields"] ?? "{}") as Record<string, string>;
    this.isText = readLines(area.value, this.fields) === null;
    area.before(this.holder);
    this.holder.addEventListener("input", (event) => event.stopPropagation());
    this.holder.addEventListener("change", (event) => {
      event.stopPropagation();
      this.take();
    });
    this.show();
  }

  private show(lines = readLines(this.area.value, this.fields)): void {
    const isText = this.isText || lines === null;
    this.area.hidden = !isText;
    this.holder.replaceChildren(...(isText ? this.text(lines) : this.lines(lines)));
  }

  private text(lines: Lines | null): HTMLElement[] {
    const chips = Object.keys(this.fields).map((name) => {
      const chip = make("button", { type: "button", class: "chip" }, name);
      chip.addEventListener("click", () => {
        const { selectionStart, selectionEnd } = this.area;
        this.area.setRangeText(name, selectionStart, selectionEnd, "end");
        this.area.focus();
        this.tell();
      });
      return chip;
    });
    const back = this.button("as-lines", () => {
      this.isText = false;
      this.show();
    });
    const foot = lines === null ? make("span", { class: "field-help" }, this.say("too-rich")) : back;
    return [make("div", { class: "chips condition-foot" }, ...chips), make("div", { class: "condition-foot" }, foot)];
  }

  private lines({ join, lines }: Lines): HTMLElement[] {
    const shown = lines.length ? lines : [{ field: Object.keys(this.fields)[0] ?? "", sign: "=" as Sign, value: "" }];
    const rows = shown.map((line) => this.line(line));
    const joins = make("select", { "data-join": "", "aria-label": this.say("sign") });
    for (const name of ["and", "or"] as const) joins.append(new Option(this.say(name), name, false, name === join));
    joins.hidden = shown.length < 2;
    return [
      make("div", { class: "condition-lines" }, joins, ...rows),
      make(
        "div",
        { class: "condition-foot" },
        this.button("add-line", () => {
          const now = this.read();
          this.show({ ...now, lines: [...now.lines, { field: Object.keys(this.fields)[0] ?? "", sign: "=", value: "" }] });
          this.holder.querySelector<HTMLElement>(".condition-line:last-child select")?.focus();
        }),
        this.button("as-text", () => {
          this.take();
          this.isText = true;
          this.show();
          this.area.focus();
        }),
      ),
    ];
  }

  private line({ field, sign, value }: Line): HTMLElement {
    const kind = this.fields[field] ?? "string";
    const fields = make("select", { "data-field": "", "aria-label": this.say("field") });
    for (const name of Object.keys(this.fields)) fields.append(new Option(name, name, false, name === field));
    const signs = make("select", { "data-sign": "", "aria-label": this.say("sign") });
    const some = kind === "boolean" ? SIGNS.slice(0, 2) : SIGNS;
    for (const one of some) signs.append(new Option(one, one, false, one === sign));
    const values = kind === "boolean" ? this.truth(value) : this.typed(kind, value);
    values.dataset["value"] = "";
    values.setAttribute("aria-label", this.say("value"));
    const remove = make("button", { type: "button", class: "icon-button", "aria-label": this.say("remove-line") }, "×");
    const row = make("div", { class: "condition-line" }, fields, signs, values, remove);
    remove.addEventListener("click", () => {
      row.remove();
      this.take();
      this.show();
    });
    fields.addEventListener("change", () => {
      const now = this.read();
      this.write(now);
      this.show(now);
    });
    return row;
  }

  private truth(value: string): HTMLSelectElement {
    const select = make("select");
    for (const one of ["true", "false"]) select.append(new Option(this.say(one), one, false, one === value));
    return select;
  }

  private typed(kind: string, value: string): HTMLInputElement {
    const types: Record<string, string> = { number: "text", date: "date", "date and time": "datetime-local", time: "time" };
    const input = make("input", { type: types[kind] ?? "text" });
    if (kind === "number") input.inputMode = "decimal";
    input.value = toTyped(value);
    return input;
  }

  private read(): Lines {
    const join = this.holder.querySelector<HTMLSelectElement>("[data-join]")?.value === "or" ? "or" : "and";
    const lines = [...this.holder.querySelectorAll<HTMLElement>(".condition-line")].map((row) => {
      const get = (name: string): string => row.querySelector<HTMLInputElement | HTMLSelectElement>(`[data-${name}]`)?.value ?? "";
      const field = get("field");
      return { field, sign: get("sign") as Sign, value: fromTyped(this.fields[field] ?? "string", get("value").trim()) };
    });
    return { join, lines };
  }

  private take(): void {
    if (!this.isText && this.area.hidden) this.write(this.read());
  }

  private write(lines: Lines): void {
    this.area.value = writeLines(lines);
    this.tell();
  }

  private tell(): void {
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    this.area.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private button(name: string, then: () => void): HTMLButtonElement {
    const button = make("button", { type: "button", class: "btn btn-small btn-text" }, this.say(name));
    button.addEventListener("click", then);
    return button;
  }
}
