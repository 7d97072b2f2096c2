// The keyboard: / search, n new, g h home, ? overview, j and k through a list, Enter opens, x chooses, [ and ] page.
import { isTyping } from "./behaviours";
import { openDialog } from "./screen";

const CURSOR = "data-cursor";
let before = "";

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("table.list tbody tr")].filter((row) => row.offsetParent !== null);
}

function step(by: number): void {
  const all = rows();
  if (all.length === 0) return;
  const here = all.findIndex((row) => row.hasAttribute(CURSOR));
  const there = all[here === -1 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by))];
  all[here]?.removeAttribute(CURSOR);
  there?.setAttribute(CURSOR, "");
  there?.scrollIntoView({ block: "nearest" });
  there?.querySelector<HTMLElement>("a, input")?.focus({ preventScroll: true });
}

function press(event: KeyboardEvent): boolean {
  const row = document.querySelector<HTMLElement>(`tr[${CURSOR}]`);
  const chord = before === "g" ? `g ${event.key}` : event.key;
  before = event.key === "g" ? "g" : "";
  switch (chord) {
    case "/": {
      // Where a list stands, its own search is nearer than the search of everything.
      const box = document.querySelector<HTMLInputElement>("[data-find-here]") ?? document.querySelector<HTMLInputElement>("[data-search-box]");
      box?.select();
      box?.focus();
      return box !== null;
    }
    case "n": {
      const own = document.querySelector<HTMLElement>("[data-new-here]");
      const button = own ?? document.querySelector<HTMLElement>("[data-new]");
      button?.click();
      document.querySelector<HTMLElement>("details[open] [data-new] + .popup-body a")?.focus();
      return button !== null;
    }
    case "g h":
      location.assign("/");
      return true;
    case "?":
      openDialog("shortcuts");
      return true;
    case "j":
      step(1);
      return true;
    case "k":
      step(-1);
      return true;
    case "x":
      row?.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click();
      return row !== null;
    case "Enter":
      if (isControl(event.target) || !row) return false;
      row.querySelector<HTMLElement>("a")?.click();
      return true;
    case "[":
    case "]": {
      const link = document.querySelector<HTMLElement>(chord === "[" ? "[data-page-before]" : "[data-page-after]");
      link?.click();
      return link !== null;
    }
    default:
      return false;
  }
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("a, button, summary, input, select, textarea") !== null;
}

export function start(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (press(event)) event.preventDefault();
  });
}
