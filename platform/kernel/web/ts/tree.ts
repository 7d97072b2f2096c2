// Trees: branches are fetched when they are opened; arrows walk, right opens, left closes (WAI-ARIA tree view).
import { behaviour, bindAll, closest } from "./behaviours";
import { words } from "./words";

const LINE = ".tree-line";

/** Open or close a branch; the first time its lines are fetched. */
export async function toggle(line: HTMLElement, open = line.getAttribute("aria-expanded") !== "true"): Promise<void> {
  const url = line.dataset["childrenUrl"];
  if (!url) return;
  line.setAttribute("aria-expanded", String(open));
  let list = line.nextElementSibling;
  if (!open || list instanceof HTMLUListElement) return;
  line.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    list = document.createElement("ul");
    list.setAttribute("role", "group");
    const parsed = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html");
    list.append(...(parsed.querySelector("ul")?.children ?? []));
    line.after(list);
    bindAll(list);
  } catch {
    line.setAttribute("aria-expanded", "false");
    line.title = words("offline");
  } finally {
    line.removeAttribute("aria-busy");
  }
}

function visible(tree: HTMLElement): HTMLElement[] {
  return [...tree.querySelectorAll<HTMLElement>(LINE)].filter((line) => line.offsetParent !== null);
}

function focus(tree: HTMLElement, line: HTMLElement | undefined): void {
  if (!line) return;
  for (const other of tree.querySelectorAll<HTMLElement>(`${LINE}[tabindex="0"]`)) other.tabIndex = -1;
  line.tabIndex = 0;
  line.focus();
}

function key(tree: HTMLElement, line: HTMLElement, event: KeyboardEvent): void {
  const all = visible(tree);
  const here = all.indexOf(line);
  const open = line.getAttribute("aria-expanded");
  const parent = line.parentElement?.parentElement?.closest("li")?.querySelector<HTMLElement>(LINE) ?? undefined;
  switch (event.key) {
    case "ArrowDown":
      focus(tree, all[here + 1]);
      break;
    case "ArrowUp":
      focus(tree, all[here - 1]);
      break;
    case "Home":
      focus(tree, all[0]);
      break;
    case "End":
      focus(tree, all.at(-1));
      break;
    case "ArrowRight":
      if (open === "false") void toggle(line, true);
      else if (open === "true") focus(tree, all[here + 1]);
      break;
    case "ArrowLeft":
      if (open === "true") void toggle(line, false);
      else focus(tree, parent);
      break;
    case "Enter":
    case " ":
      (line.querySelector<HTMLElement>("a") ?? line).click();
      break;
    default:
      return;
  }
  event.preventDefault();
  event.stopPropagation();
}

export function start(): void {
  behaviour("[data-tree]", (tree) => {
    const first = tree.querySelector<HTMLElement>(`${LINE}[aria-selected="true"]`) ?? tree.querySelector<HTMLElement>(LINE);
    if (first) first.tabIndex = 0;
    tree.addEventListener("click", (event) => {
      const line = closest(event, LINE);
      if (line && closest(event, "[data-tree-knob]")) void toggle(line);
    });
    tree.addEventListener("keydown", (event) => {
      const line = closest(event, LINE);
      if (line) key(tree, line, event);
    });
  });
}
