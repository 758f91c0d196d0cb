/**
 * The line to the gateway: a snapshot, then numbered news. Whatever is missed is asked for again from the last known number, so
 * a tablet that was asleep shows the truth within a second of waking.
 */
import type { Status } from "./api-types.ts";
import { type News, type Position, parseFrame, pauseMs, sinceQuery, stepOf } from "./position.ts";

export interface LiveListener {
  /** What was read before it may be old. */
  snapshot(status: Status): void;
  news(news: News): void;
  phase(phase: "live" | "reconnecting"): void;
  /** The line did not open: signed out, or the gateway is down. Resolves to whether another try makes sense. */
  mayRetry(): Promise<boolean>;
}

export interface Live {
  /** Doubts the line, as after a long sleep: opens it anew at once. */
  renew(): void;
  close(): void;
}

export function openLive(listener: LiveListener): Live {
  const reader = createReader(listener);
  let drop = (): void => undefined;
  let timer: number | undefined;
  let tries = 0;
  let isClosed = false;

  const connect = (): void => {
    window.clearTimeout(timer);
    drop();
    drop = dial(eventsAddress(reader.position()), {
      // Who reads on gets no snapshot: the open line itself says that all is known.
      opened: () => {
        if (reader.position() !== null) becomeLive();
      },
      said: (text) => (reader.take(text) ? becomeLive() : later()),
      ended: () => later(),
    });
  };

  const becomeLive = (): void => {
    tries = 0;
    listener.phase("live");
  };

  const later = (): void => {
    drop();
    if (isClosed) return;
    listener.phase("reconnecting");
    timer = window.setTimeout(() => void retry(), pauseMs(tries, Math.random()));
    tries += 1;
  };

  const retry = async (): Promise<void> => {
    const isWorthIt = await listener.mayRetry();
    if (isClosed) return;
    if (isWorthIt) connect();
    else later();
  };

  connect();
  return {
    renew() {
      if (isClosed) return;
      listener.phase("reconnecting");
      connect();
    },
    close() {
      isClosed = true;
      window.clearTimeout(timer);
      drop();
    },
  };
}

interface Line {
  readonly opened: () => void;
  readonly said: (text: string) => void;
  readonly ended: () => void;
}

/** Opens a socket; what is returned drops it, and nothing is heard of it any more. */
function dial(address: string, line: Line): () => void {
  const socket = new WebSocket(address);
  const heard = new AbortController();
  const { signal } = heard;
  socket.addEventListener("open", line.opened, { signal });
  socket.addEventListener("message", ({ data }) => line.said(String(data)), { signal });
  socket.addEventListener("close", line.ended, { signal });
  return () => {
    heard.abort();
    socket.close();
  };
}

const eventsAddress = (position: Position | null): string =>
  `${location.origin.replace(/^http/, "ws")}/v1/events${sinceQuery(position)}`;

/** Knows where it is in the news and hands on what comes next. */
function createReader(listener: Pick<LiveListener, "snapshot" | "news">) {
  let position: Position | null = null;
  return {
    position: () => position,
    /** False: something was missed. */
    take(text: string): boolean {
      const frame = parseFrame(text);
      if (frame === undefined) return true;
      const step = stepOf(position, frame);
      if (step.type === "gap") return false;
      if (step.type === "old") return true;
      position = step.position;
      if (step.type === "snapshot") listener.snapshot(step.status);
      else listener.news(step.news);
      return true;
    },
  };
}
