/** A vendor in a process of its own: takes any sale, answers after a while. Tells its parent the port, and obeys the pause it is sent. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

let pauseMs = 0;
process.on("message", (ms) => {
  pauseMs = Number(ms);
});
process.once("disconnect", () => process.exit());

const server = createServer((request, response) => {
  request.resume().once("end", () => {
    const answer = (): void => {
      response.setHeader("content-type", "application/json");
      response.end('{"id":"made-by-the-vendor"}');
    };
    if (pauseMs === 0) answer();
    else setTimeout(answer, pauseMs);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
