import { start as bindUploads } from "../../files/ts/upload";
import { behaviour } from "./behaviours";

export function start(): void {
  behaviour("[data-upload]", (element) => bindUploads(element));
}
