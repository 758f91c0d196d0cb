/** What the simulated answerers share: a socket on a port of its own. */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";

export interface Answerer extends AsyncDisposable {
  readonly port: number;
  /** Questions that came, in hex. */
  readonly asked: readonly string[];
}

export async function answerDatagrams(
  host: string,
  port: number,
  answer: (question: Buffer, from: RemoteInfo, socket: Socket) => void,
  prepare: (socket: Socket) => void = () => undefined,
): Promise<Answerer> {
  const asked: string[] = [];
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  socket.on("message", (question, from) => {
    asked.push(question.toString("hex"));
    answer(question, from, socket);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, host, () => resolve());
  });
  prepare(socket);
  return {
    port: socket.address().port,
    asked,
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
