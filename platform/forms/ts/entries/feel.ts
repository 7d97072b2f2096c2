// The expression engine as one script of a page: `window.feel.compileExpression(…)`.
import * as feel from "../feel/index.ts";

declare global {
  interface Window {
    feel: typeof feel;
  }
}

window.feel = feel;
