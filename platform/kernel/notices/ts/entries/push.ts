// The button that adds this browser to those that are told by push.

const bytes = (text: string): Uint8Array<ArrayBuffer> => {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/") + "=".repeat((4 - (text.length % 4)) % 4);
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
};

const add = async (place: HTMLElement, says: HTMLElement): Promise<void> => {
  const { pushUrl = "", pushWorker = "", pushKey = "" } = place.dataset;
  says.textContent = "";
  if ((await Notification.requestPermission()) !== "granted") {
    says.textContent = says.dataset.pushRefused ?? "";
    return;
  }
  const worker = await navigator.serviceWorker.register(pushWorker, { scope: "/" });
  await navigator.serviceWorker.ready;
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(pushKey) });
  const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const answer = await fetch(pushUrl, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify(subscription.toJSON()),
  });
  if (answer.ok) location.reload();
  else says.textContent = ((await answer.json()) as { error?: { message?: string } }).error?.message ?? "";
};

for (const place of document.querySelectorAll<HTMLElement>("[data-push]")) {
  const says = place.querySelector<HTMLElement>("[role=status]");
  if (!says || !("serviceWorker" in navigator) || !("PushManager" in window)) continue;
  place.hidden = false;
  place.querySelector("button")?.addEventListener("click", () => {
    add(place, says).catch((error: unknown) => (says.textContent = String(error)));
  });
}
