/** A network card of Epson's that answers ENPC. Written from the sheet's bytes, not from ../enpc.ts. */
import { type Answerer, answerDatagrams } from "./network.ts";

export interface EpsonCard {
  readonly model: string;
  /** 12 hex digits. */
  readonly mac: string;
  /** Its own address, as it tells it. */
  readonly address: string;
  /** Who has its port 9100; null: nobody. */
  readonly heldBy: string | null;
}

const quad = (address: string): Buffer => Buffer.from(address.split(".").map(Number));

export const startEpsonCard = (host: string, port: number, card: EpsonCard): Promise<Answerer> =>
  answerDatagrams(host, port, (question, from, socket) => {
    if (question.toString("latin1", 0, 6) !== "EPSONQ" || question.length !== 14) return;
    const data = dataOf(question.toString("hex", 6, 10), card);
    if (data === null) return;
    const head = Buffer.from(question);
    head.write("q", 5, "latin1");
    head.writeUInt32BE(data.length, 10);
    socket.send(Buffer.concat([head, data]), from.port, from.address);
  });

function dataOf(func: string, { model, mac, address, heldBy }: EpsonCard): Buffer | null {
  switch (func) {
    case "03000000": {
      const name = Buffer.alloc(0x85);
      Buffer.from("0005010201", "hex").copy(name);
      name.write(model, 5, "latin1");
      return name;
    }
    case "00000010":
      return Buffer.concat([
        Buffer.from(mac, "hex"),
        quad(address),
        quad("255.255.255.0"),
        quad("192.0.2.1"),
      ]);
    case "03000017":
      return quad(heldBy ?? "0.0.0.0");
    default:
      return null;
  }
}

/** A clone whose kit answers one function only, in 184 bytes of another layout. */
export const startCloneCard = (
  host: string,
  port: number,
  { model, mac }: Pick<EpsonCard, "model" | "mac">,
): Promise<Answerer> =>
  answerDatagrams(host, port, (question, from, socket) => {
    if (question.toString("hex") !== "4550534f4e510300000100000000") return;
    const answer = Buffer.alloc(184);
    answer.write("EPSONq", "latin1");
    Buffer.from("03000001000000aa", "hex").copy(answer, 6);
    Buffer.from(mac, "hex").copy(answer, 14);
    answer.write(model, 56, "latin1");
    socket.send(answer, from.port, from.address);
  });
