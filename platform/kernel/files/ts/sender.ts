// One file's way to the store: begun or gone on with, its parts in parallel, each tried again with patience.

/** How far a file is: bytes sent, and what is going on. */
export interface Told {
  sent: number;
  state: "sending" | "checking" | "offline";
}

/** What the server says about an upload. */
export interface Upload {
  id: string;
  state: string;
  size: number;
  part_size: number | null;
  part_count: number;
  parts?: Address[];
  arrived?: number[];
  chip?: string;
}

interface Address {
  number: number;
  url: string;
  size: number;
  headers: Record<string, string>;
}

interface Kept {
  id: string;
  name: string;
  at: number;
}

/** Paused or cancelled: no failure. */
export class Stopped extends Error {}

/** Refused for a reason that trying again does not change; the message is for people. */
class Refusal extends Error {}

const PARTS_AT_ONCE = 3;
const BATCH = 12;
const ADDRESS_LIFE = 240_000;
const WITH_CHECKSUM = 16 * 1024 * 1024;
const LONGEST_WAIT = 30_000;
const TRIES = 8;
const DAY = 24 * 3600 * 1000;
const PREFIX = "upload:";

export class Sender {
  readonly fingerprint: string;
  private readonly flying = new Map<number, [XMLHttpRequest, number]>();
  private stopped = false;
  private cancelled = false;
  private landed = 0;
  private addresses = new Map<number, [Address, number]>();
  private signing: Promise<void> | null = null;

  constructor(
    private readonly file: File,
    private readonly purpose: string,
    private readonly url: string,
    private readonly csrf: () => string,
    private readonly tell: (told: Told) => void,
  ) {
    this.fingerprint = [purpose, file.name, file.size, file.lastModified].join("|");
  }

  /** The uploads of a purpose that a reload or a lost connection has interrupted. */
  static interrupted(purpose: string): [string, Kept][] {
    const found: [string, Kept][] = [];
    for (let place = 0; place < localStorage.length; place += 1) {
      const key = localStorage.key(place) ?? "";
      if (!key.startsWith(`${PREFIX}${purpose}|`)) continue;
      const kept = recall(key.slice(PREFIX.length));
      if (kept) found.push([key.slice(PREFIX.length), kept]);
    }
    return found;
  }

  /** Tell the server that an upload is given up, and forget it. */
  static async giveUp(url: string, fingerprint: string, csrf: string): Promise<void> {
    const kept = recall(fingerprint);
    localStorage.removeItem(PREFIX + fingerprint);
    if (kept) await fetch(`${url}${kept.id}/`, { method: "DELETE", headers: { "X-CSRFToken": csrf } }).catch(() => undefined);
  }

  /** Stop what is under way; `send` goes on from there. */
  stop(): void {
    this.stopped = true;
    for (const [request] of this.flying.values()) request.abort();
  }

  /** Stop for good: the server forgets what has arrived, even if it is only just hearing of it. */
  async cancel(): Promise<void> {
    this.cancelled = true;
    this.stop();
    await Sender.giveUp(this.url, this.fingerprint, this.csrf());
  }

  /** Send the file, or what is missing of it. Throws Stopped, or an Error with words for people. */
  async send(): Promise<Upload> {
    this.stopped = false;
    this.landed = 0;
    this.addresses.clear();
    let upload = await this.known();
    const missing = upload ? this.missing(upload) : [];
    if (!upload) {
      upload = await this.begin();
      missing.push(...this.missing(upload));
    }
    this.remember(upload.parts ?? []);
    if (upload.state === "uploading") await this.sendParts(upload, missing);
    this.tell({ sent: this.file.size, state: "checking" });
    const done = await this.finish(upload);
    localStorage.removeItem(PREFIX + this.fingerprint);
    return done;
  }

  private async known(): Promise<Upload | null> {
    const kept = recall(this.fingerprint);
    if (!kept) return null;
    try {
      const upload = await this.ask<Upload>("GET", `${kept.id}/`);
      if ((upload.state === "uploading" || upload.state === "ready") && upload.size === this.file.size) return upload;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    localStorage.removeItem(PREFIX + this.fingerprint);
    return null;
  }

  private async begin(): Promise<Upload> {
    const upload = await this.ask<Upload>("POST", "", {
      purpose: this.purpose,
      name: this.file.name,
      size: this.file.size,
      type: this.file.type,
      sha256: await this.checksum(),
    });
    const kept: Kept = { id: upload.id, name: this.file.name, at: Date.now() };
    try {
      localStorage.setItem(PREFIX + this.fingerprint, JSON.stringify(kept));
    } catch {
      // Storage is full or closed: the upload works, only a reload begins anew.
    }
    if (this.cancelled) {
      await this.cancel();
      throw new Stopped();
    }
    return upload;
  }

  private missing(upload: Upload): number[] {
    if (upload.part_count === 0) return upload.state === "uploading" ? [0] : [];
    const arrived = new Set(upload.arrived ?? []);
    const all = Array.from({ length: upload.part_count }, (_, index) => index + 1);
    for (const number of all) if (arrived.has(number)) this.landed += this.piece(upload, number).size;
    return all.filter((number) => !arrived.has(number));
  }

  private async sendParts(upload: Upload, missing: number[]): Promise<void> {
    const queue = [...missing];
    const worker = async (): Promise<void> => {
      for (let number = queue.shift(); number !== undefined; number = queue.shift()) {
        await this.sendPart(upload, number, queue);
      }
    };
    this.progress();
    const workers = Array.from({ length: Math.min(PARTS_AT_ONCE, missing.length) }, worker);
    try {
      await Promise.all(workers);
    } catch (error) {
      for (const [request] of this.flying.values()) request.abort();
      queue.length = 0;
      await Promise.allSettled(workers);
      throw error;
    }
  }

  private async sendPart(upload: Upload, number: number, queue: number[]): Promise<void> {
    const piece = this.piece(upload, number);
    for (let attempt = 1; ; attempt += 1) {
      if (this.stopped) throw new Stopped();
      const address = await this.address(upload, number, queue);
      const status = await this.put(number, address, piece);
      if (this.stopped) throw new Stopped();
      if (status >= 200 && status < 300) {
        this.landed += piece.size;
        this.progress();
        return;
      }
      // An old address is refused; a fresh one may do. So may anything but a plain no.
      this.addresses.delete(number);
      if (status > 0 && attempt >= TRIES) throw new Error();
      if (status !== 403 || attempt > 1) await this.patience(attempt, status === 0);
    }
  }

  private piece(upload: Upload, number: number): Blob {
    if (number === 0 || !upload.part_size) return this.file;
    return this.file.slice((number - 1) * upload.part_size, number * upload.part_size);
  }

  private async address(upload: Upload, number: number, queue: number[]): Promise<Address> {
    for (;;) {
      const known = this.addresses.get(number);
      if (known && Date.now() - known[1] < ADDRESS_LIFE) return known[0];
      const numbers = number === 0 ? [] : [number, ...queue.slice(0, BATCH - 1)];
      this.signing ??= this.ask<{ parts: Address[] }>("POST", `${upload.id}/parts/`, { numbers })
        .then((answer) => this.remember(answer.parts))
        .finally(() => {
          this.signing = null;
        });
      await this.signing;
    }
  }

  private remember(parts: Address[]): void {
    for (const address of parts) this.addresses.set(address.number, [address, Date.now()]);
  }

  private put(number: number, address: Address, piece: Blob): Promise<number> {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      this.flying.set(number, [request, 0]);
      request.open("PUT", address.url);
      for (const [name, value] of Object.entries(address.headers)) request.setRequestHeader(name, value);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = (event) => {
        this.flying.set(number, [request, event.loaded]);
        this.progress();
      };
      request.onloadend = () => {
        this.flying.delete(number);
        resolve(request.status);
      };
      request.send(piece);
    });
  }

  private progress(): void {
    if (this.stopped) return;
    let sent = this.landed;
    for (const [, loaded] of this.flying.values()) sent += loaded;
    this.tell({ sent: Math.min(sent, this.file.size), state: "sending" });
  }

  private async finish(upload: Upload): Promise<Upload> {
    try {
      return await this.ask<Upload>("POST", `${upload.id}/completion/`, {});
    } catch (error) {
      // Refused for good: the next attempt begins anew.
      if (error instanceof Refusal) localStorage.removeItem(PREFIX + this.fingerprint);
      throw error;
    }
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      if (this.stopped) throw new Stopped();
      let answer: Response | null = null;
      try {
        answer = await fetch(this.url + path, {
          method,
          headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.csrf() },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
      } catch {
        answer = null;
      }
      if (answer?.ok) return (await answer.json()) as T;
      if (answer && answer.status < 500 && answer.status !== 429) {
        const told = (await answer.json().catch(() => null)) as { error?: { message?: string } } | null;
        throw new Refusal(told?.error?.message ?? "");
      }
      if (answer && attempt >= TRIES) throw new Error();
      await this.patience(attempt, answer === null);
    }
  }

  private async patience(attempt: number, offline: boolean): Promise<void> {
    if (offline) this.tell({ sent: this.landed, state: "offline" });
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, wait);
      window.addEventListener("online", done, { once: true });
      function done(): void {
        clearTimeout(timer);
        window.removeEventListener("online", done);
        resolve();
      }
    });
    if (this.stopped) throw new Stopped();
  }

  private async checksum(): Promise<string> {
    // Only secure pages have it; without it the file goes in parts, however small.
    if (this.file.size > WITH_CHECKSUM || !globalThis.crypto?.subtle) return "";
    const digest = await crypto.subtle.digest("SHA-256", await this.file.arrayBuffer());
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}

function recall(fingerprint: string): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + fingerprint) ?? "null") as Kept | null;
    if (kept && Date.now() - kept.at < DAY) return kept;
  } catch {
    // Not ours, or broken: as if it were not there.
  }
  localStorage.removeItem(PREFIX + fingerprint);
  return null;
}
