// The little menu at a plus: what can be put in there.
import { make } from "@web/words";
import { say } from "./words";

/** Open a menu at an element; `take` is told what was chosen. It closes by Escape, a click elsewhere, or the choice. */
export function menu(at: HTMLElement, items: readonly { name: string; title: string; text?: string }[], take: (name: string) => void): void {
  document.querySelector(".designer-menu")?.remove();
  const list = make("div", { class: "designer-menu", role: "menu", "aria-label": say("add-here") });
  for (const { name, title, text } of items) {
    const item = make("button", { type: "button", role: "menuitem", tabindex: "-1", "data-name": name }, make("span", { class: "menu-title" }, title));
    if (text) item.append(make("span", { class: "menu-text" }, text));
    list.append(item);
  }
  const dialog = make("dialog", { class: "designer-menu-dialog", "aria-label": say("add-here") }, list);
  const close = (): void => {
    dialog.close();
    dialog.remove();
    at.focus();
  };
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("click", (event) => {
    const item = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-name]") : null;
    if (item) {
      close();
      take(item.dataset["name"] ?? "");
    } else if (event.target === dialog) close();
  });
  dialog.addEventListener("keydown", (event) => {
    const all = [...list.querySelectorAll<HTMLElement>("[data-name]")];
    const here = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  place(dialog, at);
  list.querySelector<HTMLElement>("[data-name]")?.focus();
}

function place(dialog: HTMLDialogElement, at: HTMLElement): void {
  const { left, bottom, top, width } = at.getBoundingClientRect();
  const size = dialog.getBoundingClientRect();
  const x = Math.max(8, Math.min(left + width / 2 - size.width / 2, innerWidth - size.width - 8));
  const y = bottom + size.height + 8 < innerHeight ? bottom + 4 : Math.max(8, top - size.height - 4);
  // Set by the object model, which the policy against styles in markup allows.
  Object.assign(dialog.style, { margin: "0", left: `${x}px`, top: `${y}px` });
}
