/** A network card of Star's that answers its discovery. Written from the sheet's field table, not from ../sdp.ts. */
import { type Answerer, answerDatagrams } from "./network.ts";

export interface StarCard {
  readonly board: string;
  readonly model: string;
  /** 12 hex digits. */
  readonly mac: string;
}

export const startStarCard = (host: string, port: number, card: StarCard): Promise<Answerer> =>
  answerDatagrams(host, port, (question, from, socket) => {
    if (question.length !== 28 || !question.toString("latin1").startsWith("STR_BCAST")) return;
    const answer = Buffer.alloc(302);
    answer.write("STR_BCAST", 0, "latin1");
    answer.write("RS1.0.1", 16, "latin1");
    answer.writeUInt16BE(answer.length, 24);
    answer.write(card.board, 36, "latin1");
    Buffer.from(card.mac, "hex").copy(answer, 78);
    answer.write("DHCP", 92, "latin1");
    answer.write("Star", 140, "latin1");
    answer.write(card.model, 204, "latin1");
    answer.write("PRINTER", 268, "latin1");
    socket.send(answer, from.port, from.address);
  });
