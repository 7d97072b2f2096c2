/** A sentence that the page carries in its language; `{n}` and the like are filled in. */
export function words(name: string, values: Record<string, string | number> = {}): string {
  const holder = document.getElementById("words");
  const text = holder?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

/** An element with a class, attributes and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A line icon; only the few that scripts need. */
export function icon(name: "close" | "right"): SVGSVGElement {
  const paths = { close: "M6 6l12 12M18 6 6 18", right: "M9.5 5.5 16 12l-6.5 6.5" };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({
    class: "icon",
    viewBox: "0 0 24 24",
    width: "18",
    height: "18",
    fill: "none",
    stroke: "currentColor",
    "stroke-linecap": "round",
    "aria-hidden": "true",
  }))
    svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
