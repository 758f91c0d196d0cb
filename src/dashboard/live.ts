/**
 * The line to the gateway: a snapshot, then numbered news. Whatever is missed is asked for again from the last known number, so
 * a tablet that was asleep shows the truth within a second of waking.
 */
import type { Status } from "./api-types.ts";
import { type News, type Position, parseFrame, pauseMs, sinceQuery, stepOf } from "./position.ts";

export interface LiveListener {
  /** `isFirst`: nothing was shown before; otherwise everything on the page may be old. */
  snapshot(status: Status, isFirst: boolean): void;
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
  let position: Position | null = null;
  let socket: WebSocket | undefined;
  let timer: number | undefined;
  let tries = 0;
  let isClosed = false;

  const connect = (): void => {
    window.clearTimeout(timer);
    const opened = new WebSocket(`${location.origin.replace(/^http/, "ws")}/v1/events${sinceQuery(position)}`);
    socket = opened;
    opened.onopen = () => {
      // Who reads on gets no snapshot: the open line itself says that all is known.
      if (opened === socket && position !== null) becomeLive();
    };
    opened.onmessage = ({ data }) => {
      if (opened === socket) take(String(data));
    };
    opened.onclose = () => {
      if (opened === socket) later();
    };
  };

  const take = (text: string): void => {
    const frame = parseFrame(text);
    if (frame === undefined) return;
    const step = stepOf(position, frame);
    switch (step.type) {
      case "snapshot":
        listener.snapshot(step.status, position === null);
        position = step.position;
        return becomeLive();
      case "news":
        position = step.position;
        return listener.news(step.news);
      case "gap":
        return renew();
      case "old":
        return;
    }
  };

  const becomeLive = (): void => {
    tries = 0;
    listener.phase("live");
  };

  const later = (): void => {
    if (isClosed) return;
    listener.phase("reconnecting");
    const waitMs = pauseMs(tries, Math.random());
    tries += 1;
    timer = window.setTimeout(() => void retry(), waitMs);
  };

  const retry = async (): Promise<void> => {
    if (isClosed) return;
    if (await listener.mayRetry()) connect();
    else later();
  };

  const renew = (): void => {
    if (isClosed) return;
    const old = socket;
    socket = undefined;
    old?.close();
    listener.phase("reconnecting");
    connect();
  };

  connect();
  return {
    renew,
    close() {
      isClosed = true;
      window.clearTimeout(timer);
      socket?.close();
    },
  };
}
