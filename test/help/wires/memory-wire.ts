import { createMemoryPort } from "../../../src/transports/memory.ts";
import type { Wire } from "../../contract/transport-suite.ts";

export const memoryWire: Wire = {
  name: "memory",
  hasEnd: true,
  moreThanItHoldsBytes: 4 * 1_024 * 1_024,
  async lay() {
    const port = createMemoryPort();
    return {
      transport: port.transport,
      async accept() {
        const end = await port.accept();
        const reader = end.received[Symbol.asyncIterator]();
        let all = Buffer.alloc(0);
        const received = async (bytes: number): Promise<Buffer> => {
          while (all.length < bytes) {
            const next = await reader.next();
            if (next.done) break;
            all = Buffer.concat([all, next.value]);
          }
          return all;
        };
        return { received, send: (bytes) => end.send(bytes), end: () => end.end(), break: () => end.break() };
      },
      async close() {
        port.listening = false;
      },
    };
  },
};
