/** npm run dev: the gateway on your desk with a printer and Square, from source; the gateway restarts on save. */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const folder = join(root, "data", "dev");
const PRINTER = 9100;
const SQUARE = 4001;
const GATEWAY = 8080;

mkdirSync(folder, { recursive: true });
const config = join(folder, "gateway.toml");
writeFileSync(
  config,
  `version = 1
[store]
id = "dev"
name = "Café am Schreibtisch"
timeZone = "Europe/Berlin"
currency = "EUR"
destinations = ["square"]
[http]
host = "127.0.0.1"
port = ${GATEWAY}
loopbackWithoutToken = true
[data]
folder = "${folder}"
[vendors]
allowPrivateHosts = true
[[devices]]
id = "front"
driver = "escpos"
at = "tcp://127.0.0.1:${PRINTER}"
[[devices]]
id = "drawer"
driver = "printer-port"
options = { printer = "front" }
`,
);

const children = [
  start("drivers/escpos/sim.ts", "--port", PRINTER, "--control", 9191, "--paper-dir", join(folder, "papers")),
  start("adapters/square/sim.ts", "--port", SQUARE, "--data", join(folder, "square.jsonl")),
  start("watch", "src/cli.ts", "run", "--config", config),
];
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
  });
}
console.log(`dashboard http://127.0.0.1:${GATEWAY}/   papers ${join(folder, "papers")}   printer faults http://127.0.0.1:9191
connect Square once: POST /integrations/pos/connect
  {"vendor":"square","credentials":{"accessToken":"sandbox-token"},"settings":{"locationId":"L1","environment":"sandbox","baseUrl":"http://127.0.0.1:${SQUARE}"}}`);

function start(...args) {
  return spawn(join(root, "node_modules", ".bin", "tsx"), args.map(String), { stdio: "inherit", cwd: root });
}
