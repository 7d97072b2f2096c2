// Popups, drawers, dialogs, toasts, theme, copying, relative times: what the shell does by itself.
import { behaviour, closest } from "./behaviours";
import htmx from "htmx.org";
import { choose, chosen, type Theme } from "./theme-choice";
import { icon, make, words } from "./words";

/** Show a short sentence that goes away by itself; errors stay until closed. */
export function toast(text: string, level: "success" | "info" | "warning" | "error" = "success"): void {
  const close = make("button", { type: "button", class: "icon-button", "data-toast-close": "", "aria-label": words("close") });
  close.append(icon("close"));
  const line = make("div", { class: `toast-line toast-${level}`, "data-toast": "" }, text, close);
  document.getElementById("toasts")?.append(line);
  fade(line);
}

function fade(line: HTMLElement): void {
  if (line.matches(".toast-error")) return;
  let timer = setTimeout(() => line.remove(), 6000);
  line.addEventListener("mouseenter", () => clearTimeout(timer));
  line.addEventListener("mouseleave", () => (timer = setTimeout(() => line.remove(), 3000)));
}

/** Open a dialog by its key; whoever opened it gets the focus back. */
export function openDialog(key: string): void {
  const dialog = document.getElementById(key);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

function drawer(key: string, open: boolean): void {
  const element = document.getElementById(key);
  if (!element) return;
  element.toggleAttribute("data-open", open);
  document.querySelector(".menu-shade")?.remove();
  for (const button of document.querySelectorAll(`[data-drawer="${key}"]`)) button.setAttribute("aria-expanded", String(open));
  if (open) {
    document.body.append(make("div", { class: "menu-shade", "data-drawer-close": key }));
    element.querySelector<HTMLElement>("a")?.focus();
  }
}

function showChoice(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-choice]"))
    button.setAttribute("aria-pressed", String(button.dataset["themeChoice"] === chosen()));
}

export function start(): void {
  behaviour("[data-toast]", fade);
  behaviour("[data-theme-choice]", showChoice);
  behaviour("[data-form-errors]", (element) => element.focus({ preventScroll: false }));
  behaviour("[data-when]", (element) => tell(element));
  behaviour("form[data-typed]", (form) => {
    const input = form.querySelector<HTMLInputElement>('[name="typed"]');
    const button = form.querySelector<HTMLButtonElement>(".btn");
    const check = (): void => {
      if (button) button.disabled = input?.value.trim() !== form.dataset["typed"];
    };
    input?.addEventListener("input", check);
    check();
  });
  behaviour("[data-notices]", (element) => {
    // The rows are asked for when somebody looks, and again when they change while somebody looks.
    const look = (): void => {
      const rows = element.querySelector("[data-notices-rows]");
      if (rows && (element as HTMLDetailsElement).open) htmx.trigger(rows, "notices");
    };
    element.addEventListener("toggle", look);
    document.body.addEventListener("live:notices.changed", look);
  });
  // Where something under the pointer floats out, a second press or Escape puts it back.
  document.addEventListener("click", (event) => {
    for (const popup of document.querySelectorAll<HTMLDetailsElement>("details.popup[open]"))
      if (!(event.target instanceof Node && popup.contains(event.target))) popup.open = false;

    let button = closest(event, "[data-open-dialog]");
    if (button) {
      button.closest<HTMLDetailsElement>("details.popup")?.removeAttribute("open");
      openDialog(button.dataset["openDialog"] ?? "");
    }
    if ((button = closest(event, "[data-close-dialog]"))) button.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement) event.target.close();
    if ((button = closest(event, "[data-toast-close]"))) button.closest("[data-toast]")?.remove();
    if ((button = closest(event, "[data-drawer]"))) {
      const key = button.dataset["drawer"] ?? "";
      drawer(key, !document.getElementById(key)?.hasAttribute("data-open"));
    }
    if ((button = closest(event, "[data-drawer-close]"))) drawer(button.dataset["drawerClose"] ?? "", false);
    if ((button = closest(event, "[data-theme-choice]"))) {
      choose(button.dataset["themeChoice"] as Theme);
      showChoice();
    }
    if ((button = closest(event, "[data-copy]")))
      void navigator.clipboard.writeText(button.dataset["copy"] ?? "").then(() => toast(words("copied")));
    if (closest(event, "[data-back]")) history.length > 1 ? history.back() : location.assign("/");
    if (closest(event, "[data-print]")) print();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const popup = document.querySelector<HTMLDetailsElement>("details.popup[open]");
    if (popup) {
      popup.open = false;
      popup.querySelector("summary")?.focus();
    }
    if (document.querySelector("[data-open]")) drawer("menu", false);
  });
  setInterval(() => document.querySelectorAll<HTMLElement>("[data-when]").forEach(tell), 30_000);
}

/** Minutes and hours stay true while the page is open; older moments keep the words of the server. */
function tell(element: HTMLElement): void {
  const moment = Date.parse(element.getAttribute("datetime") ?? "");
  const seconds = (Date.now() - moment) / 1000;
  if (Number.isNaN(seconds) || seconds < 0 || seconds >= 3600) return;
  element.textContent = seconds < 60 ? words("now") : words("minutes", { n: Math.floor(seconds / 60) });
}
