// The designer's words, which the page carries in its language.

/** A sentence of the designer; `{n}` and the like are filled in. */
export function say(name: string, values: Record<string, string | number> = {}): string {
  const text = document.getElementById("designer-words")?.dataset[camel(name)] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_whole, letter: string) => letter.toUpperCase());
}
