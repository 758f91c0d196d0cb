/** A printer that announces itself by mDNS. Writes its DNS answers itself, so that the package we read with is judged too. */
import { type Answerer, answerDatagrams } from "./network.ts";

export interface AnnouncedPrinter {
  /** "_pdl-datastream._tcp" */
  readonly service: string;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly txt: Readonly<Record<string, string>>;
}

const GROUP = "224.0.0.251";
const TTL_S = 120;
const TYPE = { A: 1, PTR: 12, TXT: 16, SRV: 33 } as const;

export async function startAnnouncedPrinter(
  network: string,
  port: number,
  printer: AnnouncedPrinter,
): Promise<Answerer> {
  const answer = answerOf(printer);
  return answerDatagrams(
    "0.0.0.0",
    port,
    (question, _, socket) => {
      // The first bit of the flags tells an answer from a question; names are compared as bytes.
      const isQuestion = (question.readUInt16BE(2) & 0x8000) === 0;
      if (!isQuestion || !question.includes(nameBytes(`${printer.service}.local`))) return;
      socket.send(answer, port, GROUP);
    },
    (socket) => {
      socket.addMembership(GROUP, network);
      socket.setMulticastInterface(network);
    },
  );
}

function answerOf({ service, name, address, port, txt }: AnnouncedPrinter): Buffer {
  const type = `${service}.local`;
  const instance = Buffer.concat([label(name), nameBytes(type)]);
  const target = nameBytes(`printer-${port}.local`);
  const texts = Object.entries(txt).map(([key, value]) => label(`${key}=${value}`));
  const service33 = Buffer.concat([Buffer.from([0, 0, 0, 0, port >> 8, port & 0xff]), target]);
  const header = Buffer.from([0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 3]);
  return Buffer.concat([
    header,
    record(nameBytes(type), TYPE.PTR, instance),
    record(instance, TYPE.SRV, service33),
    record(instance, TYPE.TXT, Buffer.concat(texts)),
    record(target, TYPE.A, Buffer.from(address.split(".").map(Number))),
  ]);
}

function record(name: Buffer, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(TTL_S, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([name, fixed, data]);
}

const label = (text: string): Buffer =>
  Buffer.concat([Buffer.of(Buffer.byteLength(text)), Buffer.from(text)]);

const nameBytes = (name: string): Buffer => Buffer.concat([...name.split(".").map(label), Buffer.of(0)]);
