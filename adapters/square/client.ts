/** Square's REST API, one call at a time: address, token, version, and answers parsed by schema. */
import {
  type HttpAnswer,
  type HttpClient,
  isGatewayError,
  outcomeUnknown,
  type PatientRead,
  vendorUnavailable,
  type z,
} from "../../src/sdk.ts";
import { failureOf } from "./failures.ts";

export interface ClientOptions {
  readonly baseUrl: string;
  readonly version: string;
  readonly accessToken: string;
  readonly http: HttpClient;
  readonly nowMs: () => number;
}

export interface SquareClient {
  /** Changes nothing at Square: whatever goes wrong, ask again. */
  read<T>(call: Call<T>, signal: AbortSignal): Promise<T>;
  /** Carries an idempotency key: the same call may be made again. */
  write<T>(call: Call<T>, signal: AbortSignal): Promise<T>;
  /** Square's clock less ours at the last answer, ms; 0 before the first. */
  clockOffsetMs(): number;
  /** An answer told the time. */
  knowsClock(): boolean;
}

export interface Call<T> {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  /** null: none. */
  readonly body: object | null;
  readonly answer: z.ZodType<T>;
}

export function createSquareClient(options: ClientOptions): SquareClient {
  const headers = { authorization: `Bearer ${options.accessToken}`, "square-version": options.version };
  let offsetMs: number | undefined;

  async function send<T>(call: Call<T>, signal: AbortSignal): Promise<HttpAnswer> {
    const { method, path, body } = call;
    const answer = await options.http({ method, url: options.baseUrl + path, headers, body }, signal);
    const theirs = Date.parse(answer.headers["date"] ?? "");
    if (!Number.isNaN(theirs)) offsetMs = theirs - options.nowMs();
    if (answer.status >= 300) throw failureOf(answer, `${method} ${path}`, options.nowMs());
    return answer;
  }

  return {
    async read(call, signal) {
      const answer = await send(call, signal).catch((error: unknown) => {
        throw asUnavailable(error);
      });
      return parse(call, answer, (message) => vendorUnavailable(message));
    },
    async write(call, signal) {
      return parse(call, await send(call, signal), (message) => outcomeUnknown(message));
    },
    clockOffsetMs: () => offsetMs ?? 0,
    knowsClock: () => offsetMs !== undefined,
  };
}

/** The same lines, where each read is repeated that failed for a moment. */
export const patientClient = (client: SquareClient, patiently: PatientRead): SquareClient => ({
  ...client,
  read: (call, signal) => patiently(() => client.read(call, signal), signal),
});

function parse<T>(call: Call<T>, answer: HttpAnswer, failure: (message: string) => Error): T {
  const parsed = call.answer.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".") ?? "";
  throw failure(`Square answered ${call.method} ${call.path} in a form we do not know (at "${where}")`);
}

function asUnavailable(error: unknown): unknown {
  const isUnknown = isGatewayError(error) && error.code === "outcome_unknown";
  return isUnknown ? vendorUnavailable(error.message, undefined, error) : error;
}
