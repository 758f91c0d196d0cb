/** Where this page is in the gateway's numbered news, and whether a frame fits there. No socket in here. */
import type { Status } from "./api-types.ts";

export interface Position {
  /** One run of the gateway; numbers of another run mean nothing. */
  readonly epoch: string;
  readonly seq: number;
}

export interface News {
  readonly type: string;
  readonly [field: string]: unknown;
}

export type Frame = News & Position;

export type Step =
  /** The whole picture: whatever was known before may be old. */
  | { readonly type: "snapshot"; readonly position: Position; readonly status: Status }
  | { readonly type: "news"; readonly position: Position; readonly news: News }
  /** Known already. */
  | { readonly type: "old" }
  /** Something was missed: ask again from the last known position. */
  | { readonly type: "gap" };

export function stepOf(position: Position | null, frame: Frame): Step {
  const next: Position = { epoch: frame.epoch, seq: frame.seq };
  if (frame.type === "snapshot")
    return { type: "snapshot", position: next, status: frame["status"] as Status };
  if (position === null || frame.epoch !== position.epoch || frame.seq > position.seq + 1)
    return { type: "gap" };
  if (frame.seq <= position.seq) return { type: "old" };
  return { type: "news", position: next, news: frame };
}

/** The query that reads on from here. */
export const sinceQuery = (position: Position | null): string =>
  position === null ? "" : `?since=${encodeURIComponent(`${position.epoch}:${position.seq}`)}`;

/** Wait before the n-th try to connect again, ms: doubling to 15 s, spread by up to a half so that a shop's screens do not come at once. */
export function pauseMs(tries: number, random: number): number {
  const full = Math.min(15_000, 500 * 2 ** Math.min(tries, 10));
  return Math.round(full * (0.5 + random / 2));
}

/** Text from the socket; undefined: none of ours. */
export function parseFrame(text: string): Frame | undefined {
  try {
    const frame = JSON.parse(text) as Partial<Frame> | null;
    if (typeof frame?.type !== "string" || typeof frame.epoch !== "string") return undefined;
    return typeof frame.seq === "number" ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}
