// Items of an enumeration are put into order by dragging their rows; the arrows beside them do the same by keyboard.
import { behaviour, bindAll } from "@web/behaviours";

behaviour("[data-order-form]", (element) => {
  const form = document.getElementById(element.dataset.orderForm ?? "");
  if (!(form instanceof HTMLFormElement)) return;
  let dragged: HTMLElement | null = null;
  for (const row of rows(element)) row.draggable = true;

  element.addEventListener("dragstart", (event) => {
    dragged = (event.target as HTMLElement).closest<HTMLElement>("[data-id]");
    dragged?.classList.add("dragging");
    event.dataTransfer?.setData("text/plain", dragged?.dataset.id ?? "");
  });
  element.addEventListener("dragover", (event) => {
    const over = (event.target as HTMLElement).closest<HTMLElement>("[data-id]");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    over.parentElement?.insertBefore(dragged, event.clientY < top + height / 2 ? over : over.nextSibling);
  });
  element.addEventListener("drop", (event) => event.preventDefault());
  element.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("dragging");
    dragged = null;
    for (const row of rows(element)) form.append(hidden("items", row.dataset.id ?? ""));
    form.requestSubmit();
  });
});
bindAll(document);

function rows(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>("[data-id]")];
}

function hidden(name: string, value: string): HTMLInputElement {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  return input;
}
