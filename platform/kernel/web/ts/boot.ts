// Runs before the first paint, so that no page flashes in the other brightness.
import { apply, chosen } from "./theme-choice";

apply(chosen());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => apply(chosen()));
