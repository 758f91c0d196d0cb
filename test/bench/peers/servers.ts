/** Private servers on loopback, their data below the bench's folder: gone with it. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

/** undefined: not installed. */
export async function startRedis(folder: string): Promise<Server | undefined> {
  const program = inPath("redis-server");
  if (program === undefined) return undefined;
  mkdirSync(folder);
  const port = await freePort();
  const settings = [
    "--appendonly",
    "yes",
    "--appendfsync",
    "always",
    "--save",
    "",
    "--maxmemory-policy",
    "noeviction",
  ];
  const child = spawn(program, ["--bind", "127.0.0.1", "--port", `${port}`, "--dir", folder, ...settings], {
    stdio: "ignore",
  });
  return ready(child, port);
}

/** undefined: not installed. It does not run as root: then it runs as `postgres`. */
export async function startPostgres(folder: string): Promise<Server | undefined> {
  const bin = postgresBin();
  if (bin === undefined) return undefined;
  mkdirSync(folder);
  const user = process.getuid?.() === 0 ? idsOf("postgres") : undefined;
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "bench", "-A", "trust"], {
    ...user,
    cwd: "/",
    stdio: "ignore",
  });
  const port = await freePort();
  const settings = ["-c", "synchronous_commit=on", "-c", "max_connections=100"];
  const child = spawn(
    join(bin, "postgres"),
    ["-D", data, "-h", "127.0.0.1", "-p", `${port}`, "-k", folder, ...settings],
    { ...user, cwd: "/", stdio: "ignore" },
  );
  return ready(child, port);
}

const inPath = (program: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file));

function postgresBin(): string | undefined {
  const all = "/usr/lib/postgresql";
  const versions = existsSync(all) ? readdirSync(all) : [];
  return versions.map((version) => join(all, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const id = (kind: string): number => Number(execFileSync("id", [kind, user], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function ready(child: ChildProcess, port: number): Promise<Server> {
  const ended = once(child, "exit");
  // Also where the bench fails: a server must not outlive it.
  const end = (): void => void child.kill("SIGINT");
  process.once("exit", end);
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`a server ended with ${child.exitCode} before it listened`);
    await pause(50);
  }
  return {
    port,
    async stop() {
      process.off("exit", end);
      end();
      await ended;
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
