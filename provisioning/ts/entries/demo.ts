/** The time that is left of a demo, kept true while a page is open. At the end the page is asked for anew: it is closed. */

const left = document.querySelector<HTMLElement>("[data-ends]");

function tell(element: HTMLElement): void {
  const minutes = Math.floor((Date.parse(element.dataset["ends"] ?? "") - Date.now()) / 60_000);
  if (Number.isNaN(minutes)) return;
  if (minutes < -1) return location.reload();
  const whole = Math.max(minutes, 0);
  const words = whole >= 60 ? element.dataset["hours"] : element.dataset["minutes"];
  element.textContent = (words ?? "").replace("{h}", String(Math.floor(whole / 60))).replace("{m}", String(whole % 60));
}

if (left) setInterval(() => tell(left), 20_000);
