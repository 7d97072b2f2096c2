// Lists: filters that apply by themselves, and rows that are chosen.
import { behaviour } from "./behaviours";
import { words } from "./words";

export function start(): void {
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
