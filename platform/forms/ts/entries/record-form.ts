// The page on which a form is filled in: it calculates, shows and requires along with the typing. The server decides.
import { Sheet } from "../record/sheet.ts";
import { Tables } from "../record/tables.ts";

const form = document.getElementById("record-form");
const plan = document.getElementById("record-plan");

if (form instanceof HTMLFormElement && plan) {
  const sheet = new Sheet(form, JSON.parse(plan.textContent ?? "{}"));
  new Tables(form, () => sheet.refresh());
  let waiting = 0;
  const soon = (): void => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => sheet.refresh(), 80);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  sheet.refresh();
}
