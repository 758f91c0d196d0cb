import type WebSocket from "ws";

// biome-ignore lint/suspicious/noExplicitAny: what was told is what the test looks at
type Told = any;

/** Reads one message after the other, in the order they came. */
export function listen(socket: WebSocket) {
  const told: Told[] = [];
  let wake = (): void => undefined;
  socket.on("message", (data) => {
    told.push(JSON.parse(String(data)));
    wake();
  });
  return async (): Promise<Told> => {
    while (told.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return told.shift();
  };
}
