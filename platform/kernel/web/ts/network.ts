// htmx under a strict policy, and a failed request said where it happened.
import htmx from "htmx.org";
import { bindAll } from "./behaviours";
import { make, words } from "./words";

Object.assign(htmx.config, {
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  // What was seen signed in must not stay in the browser's storage.
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  defaultSwapStyle: "innerHTML",
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    // A form with errors comes back as a form.
    { code: "422", swap: true, error: false },
    { code: "[45]..", swap: false, error: true },
  ],
});

/** The token that proves a request comes from our own page. */
export function csrf(): string {
  return (
    document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ??
    document.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ??
    ""
  );
}

/** Say something at an element that stays until it is closed or the next try succeeds. */
export function notice(at: Element, text: string, kind: "warn" | "bad" = "bad"): void {
  clear(at);
  const line = make("div", { class: `notice notice-${kind}`, role: "alert", "data-network-notice": "" }, text);
  place(at).before(line);
  line.scrollIntoView({ block: "nearest" });
}

/** Take back what `notice` said at an element. */
export function clear(at: Element): void {
  const before = place(at).previousElementSibling;
  if (before?.matches("[data-network-notice]")) before.remove();
}

function place(at: Element): Element {
  return at.closest("form, .panel, dialog .dialog-body > *, tr, [data-notice-place]")?.closest("table, form, .panel, [data-notice-place]") ?? at;
}

interface Failed {
  elt: Element;
  xhr: XMLHttpRequest;
}

export function start(): void {
  const body = document.body;
  for (const name of ["online", "offline"]) window.addEventListener(name, connection);
  connection();
  body.addEventListener("htmx:configRequest", (event) => {
    const detail = (event as CustomEvent<{ headers: Record<string, string>; verb: string }>).detail;
    if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrf();
  });
  body.addEventListener("htmx:load", (event) => {
    const element = (event as CustomEvent<{ elt: Element }>).detail.elt;
    if (element instanceof HTMLElement) bindAll(element);
  });
  body.addEventListener("htmx:beforeRequest", (event) => clear((event as CustomEvent<Failed>).detail.elt));
  body.addEventListener("htmx:responseError", (event) => {
    const { elt, xhr } = (event as CustomEvent<Failed>).detail;
    if (xhr.getResponseHeader("X-Notice")) {
      const parsed = new DOMParser().parseFromString(xhr.responseText, "text/html");
      notice(elt, parsed.body.textContent.trim() || words("fault"), xhr.status >= 500 ? "bad" : "warn");
    } else notice(elt, words("fault"));
  });
  for (const name of ["htmx:sendError", "htmx:timeout"])
    body.addEventListener(name, (event) => notice((event as CustomEvent<Failed>).detail.elt, words("offline")));
  body.addEventListener("htmx:beforeSend", (event) => {
    const target = (event as CustomEvent<{ target: Element }>).detail.target;
    target.setAttribute("aria-busy", "true");
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    const target = (event as CustomEvent<{ target: Element }>).detail.target;
    target.removeAttribute("aria-busy");
  });
}

/** While there is no connection, a line at the head of the page says so; it goes away by itself. */
function connection(): void {
  document.getElementById("offline")?.remove();
  if (navigator.onLine) return;
  const line = make("div", { id: "offline", class: "offline", role: "status" }, words("offlinePage"));
  document.body.prepend(line);
}

export { htmx };
