/** What we read of Square's answers; the rest of them is left alone. Source: Square's OpenAPI file. */
import { z } from "../../src/sdk.ts";

const money = z.object({ amount: z.int().default(0), currency: z.string() });

/** Codes are an open set: Square uses some that its own file does not list. */
export const problems = z.object({
  errors: z.array(
    z.object({
      category: z.string().default(""),
      code: z.string(),
      detail: z.string().default(""),
      field: z.string().default(""),
    }),
  ),
});

export const locationAnswer = z.object({
  location: z.object({
    id: z.string(),
    name: z.string().default(""),
    currency: z.string(),
    status: z.string().default("ACTIVE"),
  }),
});

const order = z.object({
  id: z.string(),
  location_id: z.string(),
  reference_id: z.string().optional(),
  source: z.object({ name: z.string().optional() }).optional(),
  /** An open set too: DRAFT and whatever comes are read as open. */
  state: z.string(),
  /** Orders of Square's own till have none. */
  version: z.int().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  line_items: z
    .array(z.object({ name: z.string().default("Custom amount"), quantity: z.string() }))
    .default([]),
  tenders: z
    .array(
      z.object({
        payment_id: z.string().optional(),
        /** With the tip, unlike a payment's. */
        amount_money: money.optional(),
        tip_money: money.optional(),
      }),
    )
    .default([]),
  refunds: z.array(z.object({ amount_money: money, status: z.string().default("APPROVED") })).default([]),
  return_amounts: z.object({ total_money: money.optional() }).optional(),
  total_money: money.optional(),
  total_tax_money: money.optional(),
  total_tip_money: money.optional(),
  created_at: z.string(),
  updated_at: z.string(),
  closed_at: z.string().optional(),
});
export type SquareOrder = z.output<typeof order>;

export const orderAnswer = z.object({ order });
export const searchAnswer = z.object({ orders: z.array(order).default([]), cursor: z.string().optional() });

const payment = z.object({
  id: z.string(),
  /** APPROVED, PENDING, COMPLETED, CANCELED, FAILED. */
  status: z.string(),
  reference_id: z.string().optional(),
  order_id: z.string().optional(),
  refund_ids: z.array(z.string()).default([]),
});
export type SquarePayment = z.output<typeof payment>;
export const paymentAnswer = z.object({ payment });

const refund = z.object({
  id: z.string(),
  /** PENDING, COMPLETED, REJECTED, FAILED. */
  status: z.string(),
  reason: z.string().optional(),
  amount_money: money,
  /** Of no payment of Square's. */
  unlinked: z.boolean().default(false),
  created_at: z.string().default(""),
  updated_at: z.string().default(""),
});
export type SquareRefund = z.output<typeof refund>;
export const refundAnswer = z.object({ refund });
export const refundsAnswer = z.object({
  refunds: z.array(refund).default([]),
  cursor: z.string().optional(),
});
