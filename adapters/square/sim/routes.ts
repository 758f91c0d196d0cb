/**
 * The served part of Square's REST API, one row for each operation: method, path, permission, whether it
 * writes.
 * Source: Square's OpenAPI file, paths and their security. Literal paths stand before paths with an id.
 */
import type { Call, Handler, Outcome } from "./context.ts";
import { getPayments, getRefunds } from "./lists.ts";
import { getLocation, getLocations } from "./locations.ts";
import { getOrder, postBatchRetrieve, postCalculate, postOrder } from "./orders.ts";
import { postPay } from "./pay-order.ts";
import { getPayment, postCancel, postCancelByKey, postComplete, postPayment } from "./payments.ts";
import { getRefund, postRefund } from "./refunds.ts";
import { postSearch } from "./search-orders.ts";
import { putOrder } from "./update-order.ts";

export const SCOPES = [
  "MERCHANT_PROFILE_READ",
  "ORDERS_READ",
  "ORDERS_WRITE",
  "PAYMENTS_READ",
  "PAYMENTS_WRITE",
] as const;
export type Scope = (typeof SCOPES)[number];

export interface Route {
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly scope: Scope | null;
  /** It changes the ledger; commit faults count these. */
  readonly writes: boolean;
  /** It answers the same key with the same result. */
  readonly keyed: boolean;
  /**
   * What a repeated key is answered with, null for the first result. Source:
   * UpdateOrderRequest.idempotency_key.
   */
  readonly replay: Handler | null;
  readonly handle: Handler;
}

const ROUTES: readonly Route[] = [
  read("ListLocations", "GET", "/v2/locations", "MERCHANT_PROFILE_READ", getLocations),
  read("RetrieveLocation", "GET", "/v2/locations/:id", "MERCHANT_PROFILE_READ", getLocation),
  write("CreateOrder", "POST", "/v2/orders", "ORDERS_WRITE", true, postOrder),
  read("BatchRetrieveOrders", "POST", "/v2/orders/batch-retrieve", "ORDERS_READ", postBatchRetrieve),
  read("SearchOrders", "POST", "/v2/orders/search", "ORDERS_READ", postSearch),
  read("CalculateOrder", "POST", "/v2/orders/calculate", null, postCalculate),
  read("RetrieveOrder", "GET", "/v2/orders/:id", "ORDERS_READ", getOrder),
  { ...write("UpdateOrder", "PUT", "/v2/orders/:id", "ORDERS_WRITE", true, putOrder), replay: getOrder },
  write("PayOrder", "POST", "/v2/orders/:id/pay", "ORDERS_WRITE", true, postPay),
  write("CreatePayment", "POST", "/v2/payments", "PAYMENTS_WRITE", true, postPayment),
  read("ListPayments", "GET", "/v2/payments", "PAYMENTS_READ", getPayments),
  write(
    "CancelPaymentByIdempotencyKey",
    "POST",
    "/v2/payments/cancel",
    "PAYMENTS_WRITE",
    false,
    postCancelByKey,
  ),
  read("GetPayment", "GET", "/v2/payments/:id", "PAYMENTS_READ", getPayment),
  write("CompletePayment", "POST", "/v2/payments/:id/complete", "PAYMENTS_WRITE", false, postComplete),
  write("CancelPayment", "POST", "/v2/payments/:id/cancel", "PAYMENTS_WRITE", false, postCancel),
  write("RefundPayment", "POST", "/v2/refunds", "PAYMENTS_WRITE", true, postRefund),
  read("ListPaymentRefunds", "GET", "/v2/refunds", "PAYMENTS_READ", getRefunds),
  read("GetPaymentRefund", "GET", "/v2/refunds/:id", "PAYMENTS_READ", getRefund),
  read("RetrieveTokenStatus", "POST", "/oauth2/token/status", null, postTokenStatus),
];

export type Match =
  | { readonly type: "route"; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly type: "wrong_method" }
  | { readonly type: "unknown_path" };

export function matchRoute(method: string, path: string): Match {
  let pathKnown = false;
  for (const route of ROUTES) {
    const params = paramsOf(route.path, path);
    if (params === null) continue;
    if (route.method === method) return { type: "route", route, params };
    pathKnown = true;
  }
  return { type: pathKnown ? "wrong_method" : "unknown_path" };
}

function paramsOf(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return params;
}

/** Access tokens live 30 days. Source: Square's OpenAPI file, ObtainToken. */
const TOKEN_LIFE_MS = 30 * 24 * 3_600_000;

function postTokenStatus(call: Call): Outcome {
  const expires = new Date(Date.parse(call.nowIso) + TOKEN_LIFE_MS).toISOString();
  return {
    body: { scopes: SCOPES, expires_at: expires, client_id: "sq0idp-sim", merchant_id: "MERCHANT-SIM" },
    changes: [],
  };
}

function read(
  name: string,
  method: "GET" | "POST",
  path: string,
  scope: Scope | null,
  handle: Handler,
): Route {
  return { name, method, path, scope, writes: false, keyed: false, replay: null, handle };
}

function write(
  name: string,
  method: "POST" | "PUT",
  path: string,
  scope: Scope,
  keyed: boolean,
  handle: Handler,
): Route {
  return { name, method, path, scope, writes: true, keyed, replay: null, handle };
}
