// Forms: sent once, and what was typed is not lost to an error, a lost connection or a closed page.
import { behaviour } from "./behaviours";
import { clear, notice } from "./network";
import { make, words } from "./words";

const PREFIX = "draft:";
const SIGN_IN = "/account/sign-in/";
const MOST = 200_000;

type Draft = [string, string][];

/** Where the draft of a form is kept: the page's path and the form's own name or action. */
function key(form: HTMLFormElement): string {
  const own = form.dataset["draft"] || form.getAttribute("action") || form.id || "form";
  return `${PREFIX}${location.pathname}|${own}`;
}

function controls(form: HTMLFormElement): (HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[] {
  return [...form.elements].filter(
    (element): element is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement =>
      (element instanceof HTMLInputElement && !["password", "file", "hidden", "submit", "button", "search"].includes(element.type)) ||
      element instanceof HTMLTextAreaElement ||
      element instanceof HTMLSelectElement,
  ).filter((element) => element.name !== "" && !element.closest("[data-no-draft]") && element.autocomplete !== "one-time-code");
}

function read(form: HTMLFormElement): Draft {
  return controls(form).flatMap((element): Draft => {
    if (element instanceof HTMLInputElement && (element.type === "checkbox" || element.type === "radio"))
      return [[`${element.name}=${element.value}`, element.checked ? "1" : ""]];
    if (element instanceof HTMLSelectElement && element.multiple)
      return [[element.name, JSON.stringify([...element.selectedOptions].map((option) => option.value))]];
    return [[element.name, element.value]];
  });
}

function write(form: HTMLFormElement, draft: Draft): void {
  const kept = new Map(draft);
  for (const element of controls(form)) {
    if (element instanceof HTMLInputElement && (element.type === "checkbox" || element.type === "radio")) {
      const value = kept.get(`${element.name}=${element.value}`);
      if (value !== undefined) element.checked = value === "1";
    } else if (element instanceof HTMLSelectElement && element.multiple) {
      const values = JSON.parse(kept.get(element.name) ?? "[]") as string[];
      for (const option of element.options) option.selected = values.includes(option.value);
    } else {
      const value = kept.get(element.name);
      if (value !== undefined) element.value = value;
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function keep(form: HTMLFormElement): void {
  try {
    const text = JSON.stringify(read(form));
    if (text.length < MOST) sessionStorage.setItem(key(form), text);
  } catch {
    // Full or forbidden storage: the form works as ever, only without a net.
  }
}

/** Forget what was typed into a form: it has arrived. */
export function forget(form: HTMLFormElement): void {
  try {
    sessionStorage.removeItem(key(form));
  } catch {
    // Nothing was kept.
  }
}

function restore(form: HTMLFormElement): void {
  let kept: string | null = null;
  try {
    kept = sessionStorage.getItem(key(form));
  } catch {
    return;
  }
  if (kept === null || form.querySelector("[data-form-errors]")) return; // the server has sent the values back itself
  const fresh = JSON.stringify(read(form));
  if (kept === fresh) return;
  write(form, JSON.parse(kept) as Draft);
  const discard = make("button", { type: "button", class: "link-button" }, words("discard"));
  const line = make("div", { class: "draft-note", role: "status" }, words("restored"), discard);
  discard.addEventListener("click", () => {
    write(form, JSON.parse(fresh) as Draft);
    forget(form);
    line.remove();
  });
  form.prepend(line);
}

function sent(form: HTMLFormElement, submitter: HTMLElement | null): void {
  form.dataset["sent"] = "1";
  // Disabled only after the browser has taken the button's own name and value along.
  setTimeout(() => {
    if (submitter) submitter.dataset["sending"] = "";
    for (const button of form.querySelectorAll<HTMLButtonElement>("button:not([type=button])")) button.disabled = true;
  });
}

function ready(form: HTMLFormElement): void {
  delete form.dataset["sent"];
  for (const button of form.querySelectorAll<HTMLButtonElement>("button[disabled]:not([type=button])")) {
    button.disabled = false;
    delete button.dataset["sending"];
  }
}

export function start(): void {
  behaviour('form[method="post"]:not([data-no-draft])', (element) => {
    const form = element as HTMLFormElement;
    if (controls(form).length === 0) return;
    restore(form);
    let timer = 0;
    form.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      clearTimeout(timer);
      timer = window.setTimeout(() => keep(form), 400);
    });
    // A form that goes through as a page leaves this page; the next one tells whether it arrived.
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      keep(form);
      if (!form.hasAttribute("hx-post")) sessionStorage.setItem("draft-sent", key(form));
    });
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (form.dataset["sent"]) event.preventDefault();
    else if (!navigator.onLine && !form.hasAttribute("hx-post")) {
      // The browser would put its own page of error in the place of what was typed.
      event.preventDefault();
      notice(form, words("offline"));
    } else {
      clear(form);
      sent(form, event.submitter);
    }
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful } = (event as CustomEvent<{ elt: Element; successful: boolean }>).detail;
    if (!(elt instanceof HTMLFormElement)) return;
    ready(elt);
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    // Sent away to sign in, or sent back with errors: not arrived yet.
    const away = xhr.getResponseHeader("HX-Redirect")?.startsWith(SIGN_IN) ?? false;
    if (successful && !away && xhr.status !== 422) forget(elt);
  });
  // Back from the history: the buttons must work again.
  window.addEventListener("pageshow", () => document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach(ready));
  settle();
}

/** After a form was sent as a page: a page without its errors means that it has arrived. */
function settle(): void {
  try {
    const name = sessionStorage.getItem("draft-sent");
    if (name === null) return;
    sessionStorage.removeItem("draft-sent");
    // Whoever had to sign in meanwhile has not sent anything yet: the form gets its draft back afterwards.
    if (location.pathname.startsWith(SIGN_IN) && !name.startsWith(PREFIX + SIGN_IN)) return;
    if (!document.querySelector("[data-form-errors], .error-card")) sessionStorage.removeItem(name);
  } catch {
    // Nothing was kept.
  }
}
