// Behaviours: what an element does, bound by its attributes, on the first page and on whatever htmx brings later.

type Bind = (element: HTMLElement) => void;

const known: { selector: string; bind: Bind; bound: WeakSet<Element> }[] = [];

/** Bind a behaviour to every element that fits a selector, now and later; once each. */
export function behaviour(selector: string, bind: Bind): void {
  known.push({ selector, bind, bound: new WeakSet() });
}

/** Bind what is inside a piece of the page, the piece itself included. */
export function bindAll(root: ParentNode): void {
  for (const { selector, bind, bound } of known) {
    const found = [...root.querySelectorAll<HTMLElement>(selector)];
    if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root);
    for (const element of found) {
      if (bound.has(element)) continue;
      bound.add(element);
      bind(element);
    }
  }
}

/** The closest element of an event's target that fits, or null. */
export function closest(event: Event, selector: string): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
}

/** Whether somebody is typing there. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type)))
  );
}
