/**
 * Every request that reached the simulator, for tests that look at what was sent. Authorization is not kept.
 */
import { appendFileSync } from "node:fs";

export interface ReceivedRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The operation's name, null when no route fits. */
  readonly operation: string | null;
  /** Parsed JSON, null without a body. */
  readonly body: unknown;
  readonly status: number;
  /** How it ended for the client. */
  readonly ending: Ending;
}

export type Ending = "answered" | "lost" | "hung" | "truncated" | "invalid_json";

export interface RequestLog {
  add(request: ReceivedRequest): void;
  all(): readonly ReceivedRequest[];
}

/** `file` null keeps the log in memory only. */
export function createRequestLog(file: string | null): RequestLog {
  const requests: ReceivedRequest[] = [];
  return {
    add(request) {
      requests.push(request);
      if (file !== null) appendFileSync(file, `${JSON.stringify(request)}\n`);
    },
    all: () => [...requests],
  };
}
