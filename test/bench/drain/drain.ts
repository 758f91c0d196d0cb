/** How much of a client's speed is left when every order comes from the outbox and every end goes back to it. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { openDiskLab } from "../../disk/lab/disk-lab.ts";
import { interleaved } from "../rounds.ts";
import { against, type Bench, type BenchOptions, forInformation, type Row } from "../row.ts";
import type { DrainOrder } from "./gateway.ts";

const SYNC_MS = [0, 5, 20] as const;
/** Of the vendor. 20 ms is a near cloud; 0 shows what the outbox itself costs, and has no goal. */
const ANSWER_MS = [20, 0] as const;

export const drainBench: Bench = {
  name: "drain",
  async run(options) {
    const data = join(options.folder, "data");
    const lab = openDiskLab(join(options.folder, "control"), options.folder, null);
    const vendor = start("vendor.ts", [], {});
    const [port] = await once(vendor, "message");
    const gateway = start("gateway.ts", [`${data}.db`, `http://127.0.0.1:${port}`], lab.env);
    await once(gateway, "message");
    const ask = async (order: DrainOrder): Promise<number> => {
      gateway.send(order);
      const [ms] = await once(gateway, "message");
      return Number(ms);
    };
    const rows: Row[] = [];
    await ask({ type: "fill", count: 500 });
    await ask({ type: "drain", count: 500 });
    await ask({ type: "bare", count: 500 });
    for (const answerMs of ANSWER_MS) {
      vendor.send(answerMs);
      for (const syncMs of SYNC_MS) {
        options.say(`a vendor of ${answerMs} ms, ${syncMs} ms more per sync`);
        rows.push(await measure(options, { ask, delay: (ms) => lab.delaySyncs(ms), answerMs, syncMs }));
      }
    }
    gateway.send({ type: "close" } satisfies DrainOrder);
    await once(gateway, "exit");
    vendor.disconnect();
    lab[Symbol.dispose]();
    return rows;
  },
};

function start(file: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = fork(join(import.meta.dirname, file), [...args], { env: { ...process.env, ...env } });
  child.once("exit", (code) => {
    if (code !== 0) throw new Error(`${file} ended with ${code}`);
  });
  return child;
}

interface Case {
  readonly ask: (order: DrainOrder) => Promise<number>;
  readonly delay: (ms: number) => void;
  readonly answerMs: number;
  readonly syncMs: number;
}

async function measure({ isQuick }: BenchOptions, { ask, delay, answerMs, syncMs }: Case): Promise<Row> {
  const count = isQuick ? 2_000 : 10_000;
  const perSecond = (ms: number): number => (count / ms) * 1_000;
  const { outbox, bare } = await interleaved(isQuick ? 1 : 3, {
    async outbox() {
      await ask({ type: "fill", count });
      delay(syncMs);
      const ms = await ask({ type: "drain", count });
      delay(0);
      return perSecond(ms);
    },
    bare: async () => perSecond(await ask({ type: "bare", count })),
  });
  const name = `drain, 32 at once, a vendor of ${answerMs} ms, ${syncMs} ms more per sync`;
  const figure = { name, value: outbox, unit: "orders/s" };
  const row = against(figure, { name: "the client alone", value: bare }, { atLeast: 0.95 });
  return answerMs === 0 ? forInformation(row) : row;
}
