// Lists: filters that apply by themselves, and rows that are chosen.
import { behaviour } from "./behaviours";
import { words } from "./words";

export function start(): void {
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { elt, formData } = (event as CustomEvent<{ elt: Element; formData: FormData }>).detail;
    // An address that people copy holds only what was chosen.
    if (elt.matches("form[data-filters]"))
      for (const [name, value] of [...formData.entries()]) if (value === "") formData.delete(name);
  });
  document.body.addEventListener("htmx:pushedIntoHistory", follow);
  behaviour("[data-sortable]", (list) =>
    list.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-move]") : null;
      const line = button?.closest("li");
      if (!button || !line) return;
      if (button.dataset["move"] === "up") line.previousElementSibling?.before(line);
      else line.nextElementSibling?.after(line);
      button.focus();
    }),
  );
  behaviour("form[data-filters]", (element) => {
    const form = element as HTMLFormElement;
    form.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.type === "search") return;
      form.requestSubmit();
    });
    let timer = 0;
    form.querySelector<HTMLInputElement>('input[type="search"]')?.addEventListener("input", (event) => {
      clearTimeout(timer);
      if ((event as InputEvent).isComposing) return; // pinyin on its way to a word
      timer = window.setTimeout(() => form.requestSubmit(), 350);
    });
    form.querySelector('input[type="search"]')?.addEventListener("compositionend", () => form.requestSubmit());
  });
  behaviour("[data-choose-all]", (element) => {
    const all = element as HTMLInputElement;
    all.addEventListener("change", () => {
      for (const box of boxes(all)) box.checked = all.checked;
      tell(all);
    });
    all.closest("table")?.addEventListener("change", (event) => {
      if (event.target !== all) tell(all);
    });
  });
}

function boxes(all: HTMLElement): HTMLInputElement[] {
  return [...(all.closest("table")?.querySelectorAll<HTMLInputElement>("[data-choose]") ?? [])];
}

function tell(all: HTMLInputElement): void {
  const every = boxes(all);
  const chosen = every.filter((box) => box.checked).length;
  all.checked = chosen > 0 && chosen === every.length;
  all.indeterminate = chosen > 0 && chosen < every.length;
  const bar = all.closest("[data-list]")?.querySelector<HTMLElement>("[data-chosen-bar]");
  if (!bar) return;
  bar.hidden = chosen === 0;
  const text = bar.querySelector("[data-chosen-count]");
  if (text) text.textContent = words("chosen", { n: chosen });
}

/** Dialogs of a list stand outside what is swapped: saving and exporting must mean what is on the screen now. */
function follow(): void {
  const here = new URLSearchParams(location.search);
  for (const name of ["after", "before", "export", "size"]) here.delete(name);
  for (const input of document.querySelectorAll<HTMLInputElement>("[data-list-query]")) input.value = here.toString();
  for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-list-export]")) {
    const format = new URL(link.href).searchParams.get("export") ?? "";
    link.href = `${location.pathname}?${new URLSearchParams([...here, ["export", format]]).toString()}`;
  }
}
