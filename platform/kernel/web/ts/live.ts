// The live connection: server-sent events, turned into events of the page, numbers of the menu and triggers for htmx.
import { htmx } from "./network";
import { toast } from "./screen";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;

/** What the server sends as data: a kind ("notices.new", "numbers", …) and whatever belongs to it. */
export interface News {
  kind: string;
  numbers?: Record<string, number>;
  toast?: string;
  [name: string]: unknown;
}

let source: EventSource | null = null;
let wait = FIRST_WAIT;
let timer = 0;
let last = "";

/** Show live numbers wherever they stand; nought is shown as nothing. */
export function showNumbers(numbers: Record<string, number>): void {
  for (const [name, number] of Object.entries(numbers))
    for (const element of document.querySelectorAll(`[data-number="${CSS.escape(name)}"]`))
      element.textContent = number > 0 ? (number > 999 ? "999+" : String(number)) : "";
}

function receive(news: News): void {
  if (news.numbers) showNumbers(news.numbers);
  if (news.toast) toast(news.toast, "info");
  document.body.dispatchEvent(new CustomEvent(`live:${news.kind}`, { detail: news }));
  // hx-trigger="live:agenda.changed from:body" on any element asks the server again.
  htmx.trigger(document.body, "live", news);
}

async function address(first: string): Promise<string> {
  // A token lives for minutes: after a break a fresh one is asked from the page's own host.
  const renewal = document.body.dataset["liveRenewal"];
  if (!renewal || !last) return first;
  const answer = await fetch(renewal, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token() } });
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as { url: string }).url;
}

function token(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

async function connect(first: string): Promise<void> {
  clearTimeout(timer);
  if (source || document.hidden) return;
  let url: URL;
  try {
    url = new URL(await address(first), location.href);
  } catch {
    again(first);
    return;
  }
  if (last) url.searchParams.set("last", last);
  source = new EventSource(url);
  const take = (event: MessageEvent<string>): void => {
    if (event.lastEventId) last = event.lastEventId;
    try {
      receive(JSON.parse(event.data) as News);
    } catch {
      // Not ours, or half a message: the next one or a reload brings the truth.
    }
  };
  source.addEventListener("open", () => {
    wait = FIRST_WAIT;
    last ||= "0";
    document.body.dispatchEvent(new CustomEvent("live:open"));
  });
  source.addEventListener("message", take);
  source.addEventListener("news", take as EventListener);
  source.addEventListener("error", () => {
    source?.close();
    source = null;
    again(first);
  });
}

function again(first: string): void {
  // Spread out, so that a restarted server is not met by everybody at once.
  timer = window.setTimeout(() => void connect(first), wait * (0.5 + Math.random()));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

export function start(): void {
  const url = document.body.dataset["liveUrl"];
  if (!url) return;
  void connect(url);
  // A page in the background gives its connection back after a while.
  let away = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(away);
    if (document.hidden)
      away = window.setTimeout(() => {
        source?.close();
        source = null;
      }, 5 * 60_000);
    else void connect(url);
  });
  window.addEventListener("online", () => void connect(url));
}
