// What of a drawing has arrived at the server, and what is still here only.
import { make } from "@web/words";
import * as server from "./server";
import type { Drawing } from "./tree";
import { say } from "./words";

export interface State {
  drawing: Drawing;
  fields: Record<string, string>;
}

/** What the keeper asks of the designer. */
export interface Kept {
  /** The drawing as it stands. */
  now(): State;
  /** The server has taken one; `answer` is what it says about it. */
  arrived(answer: server.Kept): void;
  /** How it stands, in a word of the page, or in the server's own. */
  tell(name: string, kind?: string, text?: string): void;
}

const PAUSE = 900;
const RETRY = 5000;

export class Keeper {
  private timer = 0;
  private saving: Promise<boolean> | null = null;
  private isSaved = true;
  private isOvertaken = false;

  /** `before` is where it is said that somebody else has drawn. */
  constructor(
    private readonly url: string,
    private readonly before: HTMLElement,
    public rev: string,
    private readonly designer: Kept,
  ) {
    addEventListener("beforeunload", (event) => {
      if (!this.isSaved && !this.isOvertaken) event.preventDefault();
    });
  }

  /** Something was drawn: it is kept here at once, and at the server in a moment. */
  changed(): void {
    this.isSaved = false;
    this.remember();
    this.designer.tell("unsaved");
    this.later(PAUSE);
  }

  /** Keep what is drawn. Answers whether the server has it all. */
  async save(): Promise<boolean> {
    clearTimeout(this.timer);
    if (this.saving) await this.saving;
    if (this.isSaved || this.isOvertaken) return this.isSaved;
    this.saving = this.send();
    const done = await this.saving;
    this.saving = null;
    return done;
  }

  /** What had not arrived when the page was left, if nobody has drawn since. */
  left(): State | null {
    try {
      const found = JSON.parse(sessionStorage.getItem(this.slot) ?? "null") as (State & { rev: string }) | null;
      return found && found.rev === this.rev ? { drawing: found.drawing, fields: found.fields } : null;
    } catch {
      sessionStorage.removeItem(this.slot);
      return null;
    }
  }

  private later(pause: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), pause);
  }

  private async send(): Promise<boolean> {
    const state = this.designer.now();
    this.designer.tell("saving");
    try {
      const answer = await server.keep(this.url, this.rev, state.drawing, state.fields);
      this.rev = answer.rev;
      this.isSaved = state === this.designer.now();
      if (this.isSaved) {
        sessionStorage.removeItem(this.slot);
        this.designer.tell("saved");
      }
      this.designer.arrived(answer);
      return this.isSaved;
    } catch (raised) {
      if (raised instanceof server.Overtaken) this.overtaken(raised.message);
      else if (raised instanceof server.Refusal) this.designer.tell("unsaved", "bad", raised.message);
      else {
        this.designer.tell("offline", "bad");
        this.later(RETRY);
      }
      return false;
    }
  }

  private overtaken(text: string): void {
    this.isOvertaken = true;
    this.designer.tell("unsaved", "bad");
    const again = make("button", { type: "button", class: "btn btn-small" }, say("load-again"));
    again.addEventListener("click", () => {
      sessionStorage.removeItem(this.slot);
      this.isSaved = true;
      location.reload();
    });
    this.before.before(make("div", { class: "notice notice-bad", role: "alert" }, text, " ", again));
  }

  private get slot(): string {
    return `drawing:${location.pathname}`;
  }

  private remember(): void {
    try {
      sessionStorage.setItem(this.slot, JSON.stringify({ rev: this.rev, ...this.designer.now() }));
    } catch {
      // Full or forbidden storage: the server keeps it in a moment.
    }
  }
}
