/** Security keys at the browser's side, and a button that shows a password. Nothing here decides anything: the server checks. */

type Wire = Record<string, unknown>;

const toBytes = (text: string): ArrayBuffer => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0)).buffer;
};

const toText = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

interface Listed {
  id: string;
  type: PublicKeyCredentialType;
}

const listed = (found: unknown): PublicKeyCredentialDescriptor[] =>
  ((found as Listed[] | undefined) ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

/** Ask the browser to make a key; the answer as the server reads it. */
async function makeKey(options: Wire): Promise<Wire> {
  const user = options["user"] as { id: string; name: string; displayName: string };
  const made = (await navigator.credentials.create({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialCreationOptions),
      challenge: toBytes(options["challenge"] as string),
      user: { ...user, id: toBytes(user.id) },
      excludeCredentials: listed(options["excludeCredentials"]),
    },
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    clientExtensionResults: made.getClientExtensionResults(),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/** Ask one of the known keys to sign; the answer as the server reads it. */
async function askKey(options: Wire): Promise<Wire> {
  const signed = (await navigator.credentials.get({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialRequestOptions),
      challenge: toBytes(options["challenge"] as string),
      allowCredentials: listed(options["allowCredentials"]),
    },
  })) as PublicKeyCredential;
  const response = signed.response as AuthenticatorAssertionResponse;
  return {
    id: signed.id,
    rawId: toText(signed.rawId),
    type: signed.type,
    clientExtensionResults: signed.getClientExtensionResults(),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      userHandle: response.userHandle ? toText(response.userHandle) : null,
    },
  };
}

async function useKey(button: HTMLButtonElement): Promise<void> {
  const form = button.form;
  const field = form?.elements.namedItem("answer");
  const words = form?.querySelector<HTMLElement>("[data-key-words]");
  if (!form || !(field instanceof HTMLInputElement)) return;
  const say = (text: string | undefined): void => {
    if (words) words.textContent = text ?? "";
  };
  if (!("credentials" in navigator) || !window.PublicKeyCredential) {
    say(button.dataset["unsupported"]);
    return;
  }
  const options = (JSON.parse(button.dataset["key"] ?? "{}") as { publicKey: Wire }).publicKey;
  button.disabled = true;
  say(button.dataset["waiting"]);
  try {
    const answer = button.dataset["make"] === undefined ? await askKey(options) : await makeKey(options);
    field.value = JSON.stringify(answer);
    form.requestSubmit();
  } catch (fault) {
    const known = fault instanceof DOMException && fault.name === "InvalidStateError";
    say(known ? button.dataset["known"] : button.dataset["failed"]);
    button.disabled = false;
  }
}

function showPassword(button: HTMLButtonElement): void {
  const input = document.getElementById(button.dataset["shows"] ?? "");
  if (!(input instanceof HTMLInputElement)) return;
  const shown = input.type === "text";
  input.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
  input.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!(button instanceof HTMLButtonElement)) return;
  if (button.dataset["key"] !== undefined) void useKey(button);
  if (button.dataset["shows"] !== undefined) showPassword(button);
});

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
});
