/** Each peer as its manual says for not losing what it acknowledged. */
import { chmodSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startPostgres, startRedis } from "./servers.ts";

export interface RunningPeer {
  readonly name: string;
  readonly durability: string;
  /** So many times as fast at 64 at once; null: reported. */
  readonly goal: number | null;
  accept(order: object): Promise<unknown>;
  stop(): Promise<void>;
}

export interface Peer {
  readonly name: string;
  /** null: not installed. `modules`: where npm put it; `data`: empty, on the disk that is measured. */
  start(modules: string, data: string): Promise<RunningPeer | null>;
}

/** What we use of libraries that this repository does not know. */
type Loose = Readonly<Record<string, unknown>>;
function load(modules: string, name: string): unknown {
  try {
    return createRequire(join(modules, "package.json"))(name);
  } catch {
    return undefined;
  }
}

interface BullQueue {
  add(name: string, body: unknown, options: Loose): Promise<unknown>;
  close(): Promise<void>;
}
const bullmq: Peer = {
  name: "BullMQ",
  async start(modules, data) {
    const library = load(modules, "bullmq") as
      | { readonly Queue: new (name: string, options: Loose) => BullQueue }
      | undefined;
    const server = library && (await startRedis(join(data, "redis")));
    if (!library || !server) return null;
    const queue = new library.Queue("orders", { connection: { host: "127.0.0.1", port: server.port } });
    return {
      name: this.name,
      durability: "Redis appendfsync always",
      goal: 2.3,
      accept: (order) => queue.add("order", order, { attempts: 3 }),
      async stop() {
        await queue.close();
        await server.stop();
      },
    };
  },
};

interface Boss {
  start(): Promise<unknown>;
  createQueue(name: string): Promise<void>;
  send(name: string, body: unknown): Promise<unknown>;
  stop(options: Loose): Promise<void>;
}
const pgBoss: Peer = {
  name: "pg-boss",
  async start(modules, data) {
    const Library = load(modules, "pg-boss") as (new (url: string) => Boss) | undefined;
    // postgres runs as another user, who must get through to its own folder.
    chmodSync(join(data, ".."), 0o755);
    const server = Library && (await startPostgres(join(data, "postgres")));
    if (!Library || !server) return null;
    const boss = await started(() => new Library(`postgres://bench@127.0.0.1:${server.port}/postgres`));
    await boss.createQueue("orders");
    return {
      name: this.name,
      durability: "PostgreSQL synchronous_commit on",
      goal: 25,
      accept: (order) => boss.send("orders", order),
      async stop() {
        await boss.stop({ graceful: false, wait: false });
        await server.stop();
      },
    };
  },
};

/** PostgreSQL listens before it is ready. */
async function started(make: () => Boss): Promise<Boss> {
  for (let tries = 0; ; tries += 1) {
    const boss = make();
    try {
      await boss.start();
      return boss;
    } catch (error) {
      if (tries === 20) throw error;
      await pause(250);
    }
  }
}

interface Pouch {
  put(document: Loose): Promise<unknown>;
  close(): Promise<void>;
}
const pouchdb: Peer = {
  name: "PouchDB",
  async start(modules, data) {
    const library = load(modules, "pouchdb-node") as { readonly default?: unknown } | undefined;
    if (!library) return null;
    const Library = (library.default ?? library) as new (path: string) => Pouch;
    const db = new Library(join(data, "pouch"));
    return {
      name: this.name,
      durability: "leveldb; acknowledges before it syncs",
      goal: null,
      accept: (order) => db.put({ _id: Reflect.get(order, "id"), ...order }),
      stop: () => db.close(),
    };
  },
};

export const PEERS: readonly Peer[] = [bullmq, pgBoss, pouchdb];
