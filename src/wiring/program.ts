import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** From source the root is one folder up, from the build two. */
const ROOT = new URL(import.meta.url.endsWith(".ts") ? "../../" : "../../../", import.meta.url);

const { version } = JSON.parse(readFileSync(new URL("package.json", ROOT), "utf8")) as {
  readonly version: string;
};

export { version };

/** The built page; null: not built, the API alone. */
export function dashboardFolder(): string | null {
  const folder = fileURLToPath(new URL("dist/dashboard", ROOT));
  return existsSync(folder) ? folder : null;
}
