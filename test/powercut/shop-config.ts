/** The shop whose day is recorded, and which plays on after each cut. English, so that the paper says what the laws read. */
import type { Calls } from "../help/shop/calls.ts";
import { CONNECT } from "./recording.ts";

export const TOKEN = "sandbox-token";

export interface ShopPlaces {
  readonly port: number;
  readonly printer: number;
  readonly data: string;
  readonly logLevel: "info" | "error";
}

export const configOf = ({ port, printer, data, logLevel }: ShopPlaces): string => `version = 1

[store]
id = "powercut"
name = "Café Zum Löwen"
addressLines = ["Marktplatz 1", "10178 Berlin"]
locale = "en-GB"
timeZone = "Europe/Berlin"
currency = "EUR"
destinations = ["square"]

[http]
host = "127.0.0.1"
port = ${port}
loopbackWithoutToken = true
ratePerMinute = 100000

[data]
folder = ${JSON.stringify(data)}
ballastMb = 1

[log]
level = "${logLevel}"

[vendors]
allowPrivateHosts = true
pollSeconds = 5

[[devices]]
id = "front"
driver = "escpos"
at = "tcp://127.0.0.1:${printer}"
options = { profile = "epson-tm-t88" }
`;

/** The key is the same each time: asking again is a replay. */
export async function connectSquare(api: Calls, squarePort: number): Promise<void> {
  const body = {
    vendor: "square",
    credentials: { accessToken: TOKEN },
    settings: { locationId: "L1", environment: "sandbox", baseUrl: `http://127.0.0.1:${squarePort}` },
  };
  const answer = await api.send("POST", "/integrations/pos/connect", body, { "idempotency-key": CONNECT });
  if (answer.status !== 201 && answer.status !== 200) {
    throw new Error(`connecting Square: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}

/** From where the last pull ended. @throws Error it failed */
export async function pullFromSquare(api: Calls): Promise<void> {
  const answer = await api.send("POST", "/integrations/pos/sync/orders", { vendor: "square" });
  if (answer.status >= 300) {
    throw new Error(`pulling from Square: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}
