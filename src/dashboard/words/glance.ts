/** The whole shop in one sentence, and below it what it is made of, the worst first. */
import type { Destination, Device, DeviceQueue, Status } from "../live/api-types.ts";
import { linkTo } from "../live/place.ts";
import { bytesText, count, sentence, timeText } from "./format.ts";
import { deviceSaid, reasonText, type Tone, vendorName } from "./words.ts";

export interface Point {
  readonly tone: Tone;
  readonly text: string;
  readonly href: string | null;
}
export interface Glance {
  readonly tone: Tone;
  readonly title: string;
  readonly points: readonly Point[];
}

const WORST_FIRST: readonly Tone[] = ["bad", "look", "busy", "calm", "good"];

export function glanceOf(status: Status, nowMs: number): Glance {
  const points = [
    ...machinePoints(status),
    ...status.devices.flatMap((device) => devicePoints(device, queueOf(status, device.id), nowMs)),
    ...status.destinations.flatMap((destination) => destinationPoints(destination, nowMs)),
  ].sort((a, b) => WORST_FIRST.indexOf(a.tone) - WORST_FIRST.indexOf(b.tone));
  return { ...headline(status.ready, points), points };
}

function headline(
  isReady: boolean,
  points: readonly Point[],
): { readonly tone: Tone; readonly title: string } {
  if (!isReady) return { tone: "bad", title: "Orders are not accepted right now" };
  const needed = points.filter(({ tone }) => tone === "bad").length;
  if (needed > 0) return { tone: "bad", title: `${count(needed, "thing needs", "things need")} you` };
  const toKnow = points.filter(({ tone }) => tone === "look").length;
  if (toKnow > 0) return { tone: "look", title: `Working, with ${count(toKnow, "thing")} to know` };
  return { tone: "good", title: "All is well" };
}

export const queueOf = (status: Status, device: string): DeviceQueue | undefined =>
  status.queues.find((queue) => queue.device === device);

function machinePoints({ ready, reasons, disk, clock }: Status): readonly Point[] {
  const points: Point[] = [];
  if (!ready) points.push(...reasons.map(({ code, message }) => storePoint(code, message, disk)));
  if (!clock.ok) points.push({ tone: "look", text: CLOCK_TEXT, href: null });
  return points;
}

const STORE_WORDS: Readonly<Record<string, string>> = {
  store_full: "The disk is full",
  store_read_only: "The database takes no writes",
  store_unknown: "The disk failed while writing",
  store_corrupt: "The database is damaged",
};

function storePoint(code: string, message: string, { freeBytes }: Status["disk"]): Point {
  const words = STORE_WORDS[code];
  const room = code === "store_full" ? `, ${bytesText(freeBytes)} are free` : "";
  return {
    tone: "bad",
    text: words === undefined ? sentence(message) : `${words}${room}: ${message}`,
    href: null,
  };
}

export const CLOCK_TEXT = "The gateway's clock is in doubt: check date and time";

function devicePoints(device: Device, queue: DeviceQueue | undefined, nowMs: number): readonly Point[] {
  const points: Point[] = [];
  const said = deviceSaid(device, nowMs);
  if (said.tone !== "good") {
    points.push({
      tone: said.tone,
      text: `${device.name}: ${needText(device, nowMs)}${waitingText(queue)}`,
      href: null,
    });
  }
  if (queue !== undefined && queue.unconfirmed > 0) {
    const what = count(queue.unconfirmed, "print");
    points.push({
      tone: "bad",
      text: `${device.name}: ${what} not confirmed. Look at the paper, then print again or leave it`,
      href: linkTo("prints"),
    });
  }
  return points;
}

function needText({ readiness }: Device, nowMs: number): string {
  if (readiness.state === "ready") return "paper is nearly out";
  const reason = reasonText(readiness.state === "offline" ? "offline" : readiness.reason);
  return `${reason} since ${timeText(readiness.sinceMs, nowMs)}`;
}

const waitingText = (queue: DeviceQueue | undefined): string =>
  queue === undefined || queue.waiting === 0 ? "" : `; ${count(queue.waiting, "print waits", "prints wait")}`;

function destinationPoints(destination: Destination, nowMs: number): readonly Point[] {
  const name = vendorName(destination.vendor);
  const since = timeText(destination.sinceMs, nowMs);
  const href = linkTo("outbox");
  const points: Point[] = [];
  if (destination.needsPerson > 0) {
    const what = count(destination.needsPerson, "order for", "orders for");
    points.push({
      tone: "bad",
      text: `${what} ${name} ${destination.needsPerson === 1 ? "needs" : "need"} a decision`,
      href,
    });
  }
  if (destination.reachability === "sign_in") {
    points.push({ tone: "bad", text: `${name} refuses our sign-in since ${since}: connect it again`, href });
  }
  if (destination.reachability === "unreachable") {
    points.push({
      tone: "look",
      text: `${name} cannot be reached since ${since}. ${keptText(destination)}`,
      href,
    });
  }
  return points;
}

const keptText = ({ waiting }: Destination): string =>
  waiting === 0
    ? "New orders are kept and sent later"
    : `${count(waiting, "order is", "orders are")} kept and will be sent by ${waiting === 1 ? "itself" : "themselves"}`;
