export type Theme = "auto" | "light" | "dark";

const KEY = "theme";

/** What the person chose on this device; "auto" follows the system. */
export function chosen(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "auto";
  } catch {
    return "auto"; // storage may be forbidden; the system's choice is then good enough
  }
}

/** Keep a choice and show it at once. */
export function choose(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Not kept, still shown.
  }
  apply(theme);
}

/** Put a choice on the page. */
export function apply(theme: Theme): void {
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset["bsTheme"] = dark ? "dark" : "light";
}
