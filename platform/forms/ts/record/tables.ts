// Sub-tables: rows added, copied, deleted, and pasted from a spreadsheet.

export class Tables {
  private next = 0;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly changed: () => void,
  ) {
    form.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>("button") : null;
      const row = button?.closest<HTMLElement>("tr");
      if (button?.dataset["addRow"]) this.focus(this.add(button.dataset["addRow"]));
      else if (button && row && "copyRow" in button.dataset) this.copy(row);
      else if (button && row && "deleteRow" in button.dataset) this.remove(row);
    });
    form.addEventListener("paste", (event) => this.paste(event));
  }

  /** A new row at the end of a table; null where none may be added. */
  private add(table: string, after?: HTMLElement): HTMLElement | null {
    const blank = this.form.querySelector<HTMLTemplateElement>(`template[data-blank="${CSS.escape(table)}"]`);
    const body = this.form.querySelector<HTMLElement>(`[data-table="${CSS.escape(table)}"] > tbody`);
    const row = blank?.content.firstElementChild?.cloneNode(true);
    if (!body || !(row instanceof HTMLElement)) return null;
    this.next += 1;
    const at = `n${this.next}`;
    row.dataset["at"] = at;
    for (const element of row.querySelectorAll<HTMLElement>("[name], [id], [for], [data-name], [data-field]")) {
      for (const attribute of ["name", "id", "for", "data-name", "data-field"]) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replace(`${table}.0new`, `${table}.${at}`));
      }
    }
    for (const input of row.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(`${table}.rows`)}"]`)) input.value = at;
    if (after) after.after(row);
    else body.append(row);
    // The page's own behaviours (pickers, uploads) bind to whatever arrives.
    row.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: row } }));
    this.changed();
    return row;
  }

  private copy(from: HTMLElement): void {
    const table = from.closest<HTMLElement>("[data-table]")?.dataset["table"] ?? "";
    const row = this.add(table, from);
    if (!row) return;
    const old = controls(from);
    for (const [column, target] of controls(row)) {
      const source = old.get(column);
      if (source) target.value = source.value;
    }
    this.focus(row);
    this.changed();
  }

  private remove(row: HTMLElement): void {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    const button = row.closest(".oaform-cell")?.querySelector<HTMLElement>("[data-add-row]");
    row.remove();
    (next?.querySelector<HTMLElement>("input, select, textarea") ?? button)?.focus();
    this.changed();
  }

  /** Cells copied from a spreadsheet fill this cell and those to its right and below; rows are added as needed. */
  private paste(event: ClipboardEvent): void {
    const start = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("td[data-column]") : null;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!start || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const table = start.closest<HTMLElement>("[data-table]")?.dataset["table"] ?? "";
    let row: HTMLElement | null = start.closest<HTMLElement>("tr");
    const first = [...(row?.children ?? [])].indexOf(start);
    for (const line of text.replace(/\r/g, "").trimEnd().split("\n")) {
      row ??= this.add(table);
      if (!row) break;
      line.split("\t").forEach((value, at) => fill(row?.children[first + at], value.trim()));
      row = row.nextElementSibling as HTMLElement | null;
    }
    this.changed();
  }

  private focus(row: HTMLElement | null): void {
    row?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea, button")?.focus();
  }
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function controls(row: HTMLElement): Map<string, Control> {
  const found = new Map<string, Control>();
  for (const cell of row.querySelectorAll<HTMLElement>("td[data-column]")) {
    const one = control(cell);
    if (one) found.set(cell.dataset["column"] ?? "", one);
  }
  return found;
}

function control(cell: Element): Control | null {
  return cell.querySelector<Control>("input:not([type=hidden], [type=file], [type=checkbox], [type=radio]), select, textarea");
}

function fill(cell: Element | undefined, value: string): void {
  const target = cell ? control(cell) : null;
  if (target instanceof HTMLSelectElement) {
    const option = [...target.options].find((one) => one.textContent?.trim() === value || one.value === value);
    if (option) target.value = option.value;
  } else if (target instanceof HTMLInputElement && target.inputMode === "decimal") target.value = value.replace(/[,，\s¥￥]/g, "");
  else if (target instanceof HTMLInputElement && target.type === "date") target.value = day(value);
  else if (target) target.value = value;
}

/** 2026/1/9, 2026.1.9 and 2026年1月9日 as 2026-01-09. */
function day(text: string): string {
  const found = /^(\d{4})\D(\d{1,2})\D(\d{1,2})\D?$/.exec(text);
  return found ? `${found[1]}-${found[2]?.padStart(2, "0")}-${found[3]?.padStart(2, "0")}` : text;
}
