/** A hand on the simulated printer: GET /state, GET /papers, PUT /faults, POST /paper/load, POST /power-cycle. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FaultsChange } from "./faults.ts";
import { faultsChange } from "./faults.ts";
import type { PaperEntry } from "./ledger.ts";

export interface Controls {
  state(): object;
  papers(): readonly PaperEntry[];
  setFaults(change: FaultsChange): void;
  loadPaper(): void;
  powerCycle(): void;
}

const MAX_BODY_BYTES = 10_000;

export async function openControl(host: string, port: number, controls: Controls) {
  const server = createServer((request, response) => {
    answer(request, controls).then(
      (body) => send(response, 200, body),
      (error: unknown) => send(response, 400, { error: String(error) }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, controls: Controls): Promise<unknown> {
  switch (`${request.method} ${request.url}`) {
    case "GET /state":
      return controls.state();
    case "GET /papers":
      return controls.papers();
    case "PUT /faults":
      controls.setFaults(faultsChange.parse(JSON.parse(await readBody(request))));
      return controls.state();
    case "POST /paper/load":
      controls.loadPaper();
      return controls.state();
    case "POST /power-cycle":
      controls.powerCycle();
      return controls.state();
    default:
      throw new Error(`nothing at ${request.method} ${request.url}`);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) {
    body += chunk;
    if (body.length > MAX_BODY_BYTES) throw new Error("the body is too large");
  }
  return body;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
