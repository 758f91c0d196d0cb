/** HTTP as a till does it: JSON, a key for each wish, and patience. */
import { randomUUID } from "node:crypto";
import { pause } from "../../../src/lib/wait.ts";

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  readonly body: any;
  readonly headers: Headers;
}

export interface Calls {
  get(path: string): Promise<Answer>;
  send(
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Asks again until the answer is as wished. @throws Error it never was, with the last answer */
  until(path: string, isFine: (answer: Answer) => boolean, ms?: number): Promise<Answer>;
}

const ASK_EVERY_MS = 50;

export function createCalls(base: string): Calls {
  const call = async (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const response = await fetch(new URL(path, base), {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      body: isJson && text !== "" ? JSON.parse(text) : text,
      headers: response.headers,
    };
  };
  const get = (path: string): Promise<Answer> => call("GET", path, undefined, {});
  return {
    get,
    send: (method, path, body, headers = {}) =>
      call(method, path, body, { "idempotency-key": randomUUID(), ...headers }),
    async until(path, isFine, ms = 60_000) {
      const deadline = performance.now() + ms;
      const never = new AbortController().signal;
      let last: unknown;
      while (performance.now() < deadline) {
        try {
          const answer = await get(path);
          if (isFine(answer)) return answer;
          last = answer.body;
        } catch (error) {
          last = String(error);
        }
        await pause(ASK_EVERY_MS, never);
      }
      throw new Error(`${path} did not come to what was waited for within ${ms} ms: ${JSON.stringify(last)}`);
    },
  };
}
