/** One till's line: a call at a time, kept open. */
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";

export interface Till extends Disposable {
  /** @throws Error it was not answered with 2xx */
  post(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<void>;
}

export function openTill(url: string): Till {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    async post(path, body, headers = {}) {
      const sent = JSON.stringify(body);
      const { status, said } = await new Promise<{ status: number; said: string }>((resolve, reject) => {
        const options = {
          ...{ method: "POST", agent },
          headers: {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(sent),
            ...headers,
          },
        };
        const call = request(new URL(path, url), options, (answer) => {
          text(answer).then((said) => resolve({ status: answer.statusCode ?? 0, said }), reject);
        });
        call.once("error", reject);
        call.end(sent);
      });
      if (status < 200 || status > 299) throw new Error(`${path} was answered ${status}: ${said}`);
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}
