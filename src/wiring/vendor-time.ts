/** Every answer of a vendor names the time (RFC 9110, section 6.6.1): a witness for this machine's clock that any shop has. */
import type { HttpAnswer } from "../core/adapter.ts";
import type { VendorHttp } from "../vendors/http.ts";

/** A busy hour brings hundreds of answers, and one is enough. */
const TELL_EVERY_MS = 10_000;

/** The same lines; `tell` hears what they say the time is, wall ms. */
export function listenForTime(
  http: VendorHttp,
  tell: (wallMs: number) => void,
  monotonicMs: () => number,
): VendorHttp {
  let notBeforeMs = 0;
  const listen = ({ headers }: HttpAnswer): void => {
    const saidMs = Date.parse(headers["date"] ?? "");
    // An answer with an age lay in a cache: its date is that of another moment.
    if (Number.isNaN(saidMs) || headers["age"] !== undefined || monotonicMs() < notBeforeMs) return;
    notBeforeMs = monotonicMs() + TELL_EVERY_MS;
    tell(saidMs);
  };
  return {
    async request(call, signal) {
      const answer = await http.request(call, signal);
      listen(answer);
      return answer;
    },
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}
