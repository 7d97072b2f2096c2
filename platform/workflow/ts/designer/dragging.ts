// Cards are dragged to the places between others.
import { closest } from "@web/behaviours";
import type { Place } from "./tree";

/** Let cards of a canvas be dragged; `move` is told which one and where to. */
export function draggable(canvas: HTMLElement, move: (key: string, place: Place) => void): void {
  let dragged = "";
  const clear = (but: Element | null = null): void => {
    for (const other of canvas.querySelectorAll("[data-over]")) if (other !== but) other.removeAttribute("data-over");
  };
  canvas.addEventListener("dragstart", (event) => {
    dragged = closest(event, "[draggable=true]")?.dataset["key"] ?? "";
    event.dataTransfer?.setData("text/plain", dragged);
    canvas.dataset["dragging"] = "";
  });
  canvas.addEventListener("dragover", (event) => {
    const joint = closest(event, ".joint[data-at]");
    clear(joint);
    if (!joint || !dragged) return;
    event.preventDefault();
    joint.dataset["over"] = "";
  });
  canvas.addEventListener("drop", (event) => {
    const joint = closest(event, ".joint[data-at]");
    if (!joint || !dragged) return;
    event.preventDefault();
    move(dragged, JSON.parse(joint.dataset["at"] ?? "{}") as Place);
  });
  canvas.addEventListener("dragend", () => {
    dragged = "";
    delete canvas.dataset["dragging"];
    clear();
  });
}
