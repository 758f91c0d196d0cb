/** Screens of the shop: some listen to the event stream and come and go, some ask over and over. */
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Chance } from "../crash/chance.ts";
import type { SoakShop } from "./site.ts";

const STAY_MS = [1_000, 15_000] as const;
const AWAY_MS = [100, 2_000] as const;
const POLL_MS = 2_000;
const POLLED = ["/v1/status", "/v1/orders?limit=50", "/v1/outbox?limit=50", "/v1/print-jobs?limit=50"];

/** One listener after another until the signal fires. Returns what was wrong with the stream. */
export async function listenerSeat(
  shop: SoakShop,
  chance: Chance,
  stop: AbortSignal,
): Promise<readonly string[]> {
  const faults: string[] = [];
  while (!stop.aborted) {
    faults.push(...(await listen(shop, chance.int(...STAY_MS), stop)));
    await rest(chance.int(...AWAY_MS), stop);
  }
  return faults;
}

async function listen(shop: SoakShop, ms: number, stop: AbortSignal): Promise<readonly string[]> {
  const faults: string[] = [];
  const socket = new WebSocket(`${shop.base.replace("http", "ws")}/v1/events`);
  let seq: number | null = null;
  socket.on("message", (data) => {
    const event = JSON.parse(String(data)) as { readonly type: string; readonly seq: number };
    if (seq === null && event.type !== "snapshot") faults.push(`the stream began with ${event.type}`);
    if (seq !== null && event.seq !== seq + 1) faults.push(`event ${event.seq} came after ${seq}`);
    seq = event.seq;
  });
  socket.on("error", (error) => faults.push(`the stream broke: ${error.message}`));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  // On a full machine a hello takes its time: only then does the guest sit down.
  const greeted = new Promise((resolve) => socket.once("message", resolve));
  await Promise.race([greeted, closed]);
  await rest(ms, stop);
  // A socket that is cut off is what a tablet that leaves the house looks like.
  if (ms % 2 === 0) socket.close();
  else socket.terminate();
  await closed;
  return faults;
}

export async function poller({ api }: SoakShop, stop: AbortSignal): Promise<readonly string[]> {
  const faults: string[] = [];
  while (!stop.aborted) {
    for (const path of POLLED) {
      const { status } = await api.get(path);
      if (status !== 200) faults.push(`${path} answered ${status}`);
    }
    await rest(POLL_MS, stop);
  }
  return faults;
}

export const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
