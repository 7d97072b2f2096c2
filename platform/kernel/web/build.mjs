// Builds the browser side: one sheet, one script for every page, a tiny one that runs before the first paint,
// and one script for each page that needs more (`ts/entries/*.ts` of any package, loaded only there).
import { build } from "esbuild";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));
const root = resolve(web, "../../..");
const out = join(web, "static/web/dist");

const folders = (parent) =>
  readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(parent, entry.name));

const packages = [
  ...folders(join(root, "platform")),
  ...folders(join(root, "platform/kernel")),
  ...folders(join(root, "modules")),
  join(root, "provisioning"),
];
const entries = packages
  .map((folder) => join(folder, "ts/entries"))
  .filter(existsSync)
  .flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith(".ts")).map((name) => join(folder, name)));

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: [join(web, "ts/app.ts"), join(web, "ts/boot.ts"), join(web, "css/app.css"), ...entries].map((path) => ({
    in: path,
    out: path.split("/").pop().replace(/\.(ts|css)$/, ""),
  })),
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome111", "firefox114", "safari16.4"],
  alias: { "@web": join(web, "ts") },
  nodePaths: [join(root, "node_modules")],
  legalComments: "none",
  logLevel: "warning",
});
