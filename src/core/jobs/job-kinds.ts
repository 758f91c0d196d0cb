/** What each kind of job carries. Rows from the disk are parsed with these before anything is done with them. */
import { z } from "zod";
import { printDocument } from "../receipt.ts";

export const BANNERS = ["COPY", "DUPLICATE", "VOID", "TRAINING"] as const;
export type Banner = (typeof BANNERS)[number];

export const printPayload = z.strictObject({
  what: z.discriminatedUnion("type", [
    /** The receipt of an order as it stood after a fact of the journal; composed when it is printed. */
    z.strictObject({
      type: z.literal("receipt"),
      factSeq: z.int().min(1),
      refundId: z.string().nullable(),
      openDrawer: z.boolean(),
    }),
    /** What a station makes of an order, as it stood after a fact. */
    z.strictObject({
      type: z.literal("ticket"),
      factSeq: z.int().min(1),
      station: z.strictObject({ id: z.string(), name: z.string(), printer: z.string() }),
      kind: z.enum(["new", "change", "void"]),
      lines: z.array(z.strictObject({ lineId: z.string(), quantity: z.string() })),
      elsewhere: z.array(z.strictObject({ station: z.string(), lines: z.int() })),
      reason: z.string().nullable(),
      /** Its station's printer was away, so it went to one that stands in. */
      isMoved: z.boolean(),
    }),
    /** The Z report of a day that is closed. */
    z.strictObject({ type: z.literal("report"), businessDay: z.string() }),
    z.strictObject({ type: z.literal("document"), document: printDocument }),
  ]),
  banner: z.enum(BANNERS).nullable(),
  /** The shop's own template by which it is, or was, composed. Absent: the built-in one, or a paper of the till's. */
  template: z.strictObject({ name: z.string(), version: z.int().min(1) }).optional(),
  /** The job whose outcome was in doubt or bad, and that a person asked to print again. */
  retryOf: z.string().nullable(),
  /** Ours died in the middle of an earlier try that shall be repeated: the paper says DUPLICATE. */
  repeated: z.boolean(),
  /** The token that asked for this paper by itself; absent: it came with an order. */
  askedBy: z.string().optional(),
});
export type PrintPayload = z.output<typeof printPayload>;

export const kickPayload = z.strictObject({ reason: z.string(), actor: z.string() });

export const vendorPayload = z.strictObject({
  /** The journal row whose order is sent: the same bytes on every attempt. */
  factSeq: z.int().min(1),
  refundId: z.string().nullable(),
});
export type VendorPayload = z.output<typeof vendorPayload>;

/** How a print ended. */
export const printResult = z.object({ proof: z.enum(["printer", "transport", "none"]) });
/** How a duty towards a vendor ended. */
export const vendorResult = z.object({
  id: z.string(),
  parts: z.record(z.string(), z.string()),
  losses: z.array(z.string()),
});

/** dueAtMs of a job that only a person can move. */
export const NEVER_MS = 8_640_000_000_000_000;
