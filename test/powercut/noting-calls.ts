/** A till's calls, each on a connection of its own: by its port the record tells which answer was whose. */
import { request as open } from "node:http";
import { text } from "node:stream/consumers";
import { type Answer, type Calls, createCalls } from "../help/shop/calls.ts";
import type { Attempt } from "./recording.ts";

export interface NotingCalls extends Calls {
  readonly attempts: readonly Attempt[];
}

/** The key of a call is the name of its wish. */
export function createNotingCalls(base: string, recordBytes: () => number): NotingCalls {
  const attempts: { wish: string; at: number; port: number }[] = [];
  const send: Calls["send"] = (method, path, body, headers = {}) => {
    const attempt = { wish: headers["idempotency-key"] ?? "", at: recordBytes(), port: 0 };
    attempts.push(attempt);
    const bytes = Buffer.from(JSON.stringify(body));
    return new Promise<Answer>((resolve, reject) => {
      // fetch says TypeError for every broken line, and so do we.
      const broken = (error: unknown): void => reject(new TypeError("the line broke", { cause: error }));
      const asked = open(new URL(path, base), {
        ...{ method, agent: false },
        headers: { "content-type": "application/json", "content-length": bytes.length, ...headers },
      });
      asked.once("error", broken);
      asked.once("socket", (socket) => {
        socket.once("connect", () => {
          attempt.port = socket.localPort ?? 0;
        });
      });
      asked.once("response", (response) => {
        void text(response).then(
          (words) => resolve(answerOf(response.statusCode ?? 0, words)),
          (error: unknown) => broken(error),
        );
      });
      asked.end(bytes);
    });
  };
  return { ...createCalls(base), send, attempts };
}

function answerOf(status: number, words: string): Answer {
  return { status, body: words === "" ? "" : JSON.parse(words), headers: new Headers() };
}
