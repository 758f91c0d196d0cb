/** Why a duty is not done yet, in a sentence; and what stands for the same reason stands together. */
import type { Destination, Device, Duty, JobKind, Status as WholeStatus } from "../live/api-types.ts";
import { timeText } from "./format.ts";
import { reasonText, type Said, type Tone, vendorName } from "./words.ts";

/** Towards whom duties may be. */
type Status = Pick<WholeStatus, "devices" | "destinations">;

const KINDS: { readonly [K in JobKind]: string } = {
  print: "Print",
  kick: "Open the drawer",
  "vendor.sale": "Sale",
  "vendor.refund": "Refund",
  "vendor.void": "Void",
  "vendor.return": "Return",
};

/** "Sale A-118", "Receipt A-118", "Print" */
export function dutyName({ kind, order, orderNumber }: Pick<Duty, "kind" | "order" | "orderNumber">): string {
  if (order === null) return KINDS[kind];
  return `${kind === "print" ? "Receipt" : KINDS[kind]} ${orderNumber ?? order.slice(-6)}`;
}

export function targetName(duty: Duty, status: Status): string {
  if (duty.destination !== null) return vendorName(duty.destination);
  return status.devices.find(({ id }) => id === duty.device)?.name ?? duty.device ?? "";
}

export function whySaid(duty: Duty, status: Status, nowMs: number): Said {
  if (duty.sending)
    return { tone: "busy", text: duty.destination === null ? "At work now" : "Being sent now" };
  if (duty.destination === null) {
    return deviceWhy(
      duty,
      status.devices.find(({ id }) => id === duty.device),
      nowMs,
    );
  }
  return vendorWhy(
    duty,
    status.destinations.find(({ vendor }) => vendor === duty.destination),
    nowMs,
  );
}

function deviceWhy({ state, kind }: Duty, device: Device | undefined, nowMs: number): Said {
  const isDrawer = kind === "kick";
  switch (state) {
    case "held":
      return { tone: "look", text: "On hold until somebody releases it" };
    case "in_doubt":
      return isDrawer
        ? { tone: "bad", text: "The drawer may have opened: nothing confirmed it" }
        : {
            tone: "bad",
            text: "May be on paper: the printer did not confirm. Look there, then print again or discard",
          };
    case "failed":
      return { tone: "bad", text: isDrawer ? "The drawer did not open" : "It could not be printed" };
    case "expired":
      return { tone: "look", text: "It waited too long and was given up" };
    default:
      return deviceWaits(device, nowMs);
  }
}

const DEVICE_WORDS: { readonly [K in Device["kind"]]: string } = {
  printer: "the printer",
  drawer: "the drawer",
  terminal: "the terminal",
  scanner: "the scanner",
  scale: "the scale",
  display: "the display",
};

function deviceWaits(device: Device | undefined, nowMs: number): Said {
  if (device === undefined) return { tone: "bad", text: "Its device is not set up any more" };
  const { readiness, kind } = device;
  if (readiness.state === "ready") return { tone: "busy", text: "Waiting for its turn" };
  const reason = reasonText(readiness.state === "offline" ? "offline" : readiness.reason);
  return {
    tone: "look",
    text: `Waiting for ${DEVICE_WORDS[kind]}: ${reason} since ${timeText(readiness.sinceMs, nowMs)}`,
  };
}

function vendorWhy(duty: Duty, destination: Destination | undefined, nowMs: number): Said {
  const name = vendorName(duty.destination ?? "");
  switch (duty.state) {
    case "failed":
    case "expired":
      return { tone: "bad", text: `${name} refused it. Mend it there or discard it here` };
    case "in_doubt":
      return duty.waitsForPerson
        ? {
            tone: "bad",
            text: `Nobody can say whether it arrived. Look in ${name}, then ask again or discard`,
          }
        : { tone: "look", text: `May have arrived: the gateway asks ${name} before it sends again` };
    default:
      return vendorWaits(name, destination, { nowMs, hasTried: duty.attempts > 0 });
  }
}

interface Circumstances {
  readonly nowMs: number;
  readonly hasTried: boolean;
}

function vendorWaits(
  name: string,
  destination: Destination | undefined,
  { nowMs, hasTried }: Circumstances,
): Said {
  if (destination === undefined || !destination.connected) {
    return { tone: "look", text: `${name} is not connected yet; sent as soon as it is` };
  }
  const since = timeText(destination.sinceMs, nowMs);
  switch (destination.reachability) {
    case "unreachable":
      return {
        tone: "look",
        text: `${name} cannot be reached since ${since}; sent by itself when it is back`,
      };
    case "rate_limited":
      return { tone: "busy", text: `${name} asks us to go slower; sent by itself` };
    case "sign_in":
      return {
        tone: "bad",
        text: `${name} refuses our sign-in since ${since}. Connect it again; the rest goes by itself`,
      };
    default:
      return hasTried
        ? { tone: "busy", text: "The last try failed; it is tried again by itself" }
        : { tone: "busy", text: "Waiting for its turn" };
  }
}

export interface DutyGroup {
  readonly target: string;
  readonly isDevice: boolean;
  readonly why: Said;
  readonly duties: readonly Duty[];
}

const WORST_FIRST: readonly Tone[] = ["bad", "look", "busy", "calm", "good"];

/** What a person has to do comes first; within a group the oldest first. */
export function groupDuties(duties: readonly Duty[], status: Status, nowMs: number): readonly DutyGroup[] {
  const groups = new Map<string, DutyGroup>();
  for (const duty of duties) {
    const why = whySaid(duty, status, nowMs);
    const target = targetName(duty, status);
    const key = `${target} ${why.text}`;
    const before = groups.get(key)?.duties ?? [];
    groups.set(key, { target, isDevice: duty.destination === null, why, duties: [duty, ...before] });
  }
  return [...groups.values()].sort(
    (a, b) => WORST_FIRST.indexOf(a.why.tone) - WORST_FIRST.indexOf(b.why.tone),
  );
}

/** The rules of POST /v1/outbox/{id}/retry and /discard. */
export const mayRetry = ({ state, kind }: Duty): boolean =>
  kind !== "kick" && (state === "in_doubt" || state === "failed" || state === "expired");
export const mayDiscard = ({ state, sending }: Duty): boolean => state !== "running" && !sending;
