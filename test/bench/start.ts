/**
 * How long a shop waits for its gateway: from spawn to the line that says it takes orders, which comes when the port is open. The
 * boot of Node is in it. Beside it the start of a bare server with the same framework and database, which stores and prints nothing.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { openSound } from "../../src/store/mend/salvage.ts";
import { migrate } from "../../src/store/migrate.ts";
import { freePort } from "../help/shop/processes.ts";
import { leaveFullLog } from "./full-log.ts";
import { configure, type GatewayFiles, type Measured, startBare, startGateway } from "./gateway.ts";
import { interleaved } from "./rounds.ts";
import { alone, type Bench, type BenchOptions, type Row, round } from "./row.ts";

export const startBench: Bench = { name: "start", run };

async function run({ isQuick, folder, say }: BenchOptions): Promise<readonly Row[]> {
  const files = await configure(folder, await freePort());
  const killed = leaveFullLog(join(folder, "template", "tillgate.db"));
  // The first start makes the database and its ballast: a shop does that once.
  await startMs(startGateway(files));
  say("starts");
  const ms = await interleaved(isQuick ? 5 : 25, {
    clean: () => startMs(startGateway(files)),
    bare: () => startMs(startBare(join(folder, "bare.db"))),
    afterKill: () => startAfterKill(files, killed),
    open: async () => openAfterKill(join(folder, "open", "tillgate.db"), killed),
  });
  const bare = `a bare fastify + better-sqlite3 server: ${round(ms.bare)} ms`;
  const figure = (name: string, value: number) => ({ name, value, unit: "ms" });
  return [
    {
      ...alone(figure("start, from spawn until orders are taken", ms.clean), { atMost: 200 }),
      ...{ baseline: bare, ratio: ms.clean / ms.bare },
    },
    alone(figure("opening the database after a kill, 64 MB in the log", ms.open), { atMost: 50 }),
    {
      ...alone(figure("what 64 MB in the log add to the start", ms.afterKill - ms.clean), { atMost: 50 }),
      ...{ baseline: `a start after a good end: ${round(ms.clean)} ms`, ratio: ms.afterKill / ms.clean },
    },
  ];
}

async function startMs(starting: Promise<Measured>): Promise<number> {
  await using started = await starting;
  return started.startMs;
}

type Killed = ReturnType<typeof leaveFullLog>;

async function startAfterKill(files: GatewayFiles, killed: Killed): Promise<number> {
  removeDatabase(files.database);
  killed.copyTo(files.database);
  return await startMs(startGateway(files));
}

/** What the writing thread does before it says that it is open, without its boot. */
function openAfterKill(path: string, killed: Killed): number {
  removeDatabase(path);
  killed.copyTo(path);
  const began = performance.now();
  const { db } = openSound(path, Date.now(), false);
  migrate(db, path);
  db.prepare("SELECT at_ms FROM journal WHERE clock_ok = 1 ORDER BY seq DESC LIMIT 1").get();
  const ms = performance.now() - began;
  db.close();
  return ms;
}

function removeDatabase(path: string): void {
  for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
}
