/** The verdict on a seed: what the witnesses say against the gateway; nothing: it passed. */
import type { Evidence } from "./evidence.ts";
import { booksLaw } from "./law-books.ts";
import { ordersLaw } from "./law-orders.ts";
import { paperLaw } from "./law-paper.ts";
import { squareLaw } from "./law-square.ts";

export const judge = (evidence: Evidence): readonly string[] => [
  ...evidence.incidents,
  ...ordersLaw(evidence),
  ...squareLaw(evidence),
  ...paperLaw(evidence),
  ...booksLaw(evidence),
];
