import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { ERROR_CODES } from "../../core/errors.ts";

interface Media {
  readonly schema: { readonly $ref?: string; readonly type?: string };
}
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly examples?: readonly unknown[] }>>;
  };
}

let api: TestApi;
let document: Document;
let operations: readonly (readonly [string, Operation])[];
beforeAll(async () => {
  api = await openTestApi();
  document = (await api.call("GET", "/openapi.json", { token: null })).body;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  );
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const media = (operation: Operation): readonly (readonly [string, Media])[] => [
  ...Object.entries(operation.requestBody?.content ?? {}),
  ...Object.values(operation.responses).flatMap(({ content }) => Object.entries(content ?? {})),
];

describe("the API's own description", () => {
  it("holds every resource of the contract", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(operations.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        "POST /v1/orders",
        "GET /v1/orders/{id}",
        "POST /v1/orders/{id}/refunds",
        "GET /v1/print-jobs/{id}/preview.png",
        "POST /v1/drawers/{device}/open",
        "POST /v1/business-days/{day}/close",
        "POST /integrations/pos/connect",
        "GET /healthz",
      ]),
    );
  });

  it("names every call once, with a sentence", () => {
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [name, { summary }] of operations) expect(summary, name).toBeTruthy();
  });

  it("describes every body by a named schema with an example that fits it", () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: "api", components: document.components });
    const faultsOf = (ref: string): readonly unknown[] => {
      const fits = ajv.compile({ $ref: `api${ref}` });
      const examples = document.components.schemas[ref.split("/").at(-1) ?? ""]?.examples ?? [];
      return examples.length === 0
        ? ["no example"]
        : examples.flatMap((one) => (fits(one) ? [] : [fits.errors]));
    };
    const bodies = operations.flatMap(([name, operation]) =>
      media(operation)
        .filter(([type]) => type.includes("json"))
        .map(([, { schema }]) => [name, schema.$ref] as const),
    );
    for (const [name, ref] of bodies) {
      expect(ref, name).toBeDefined();
      expect(faultsOf(ref ?? ""), `${name}: ${ref}`).toEqual([]);
    }
  });

  it("says of every call how it can fail, with the codes of the table", () => {
    const all = JSON.stringify(operations);
    for (const [name, { responses }] of operations) {
      expect(Object.keys(responses), name).toEqual(expect.arrayContaining(["400", "429", "500"]));
    }
    // No terminal is driven yet, and what may have happened is a state of its job, not an answer.
    const later = ["payment_used", "device_busy", "device_offline", "device_needs_person", "outcome_unknown"];
    for (const code of Object.keys(ERROR_CODES)) {
      if (!later.includes(code)) expect(all, code).toContain(`\`${code}\``);
    }
  });

  it("names the Idempotency-Key where it is needed", () => {
    const header = (name: string) =>
      operations
        .find(([operation]) => operation === name)?.[1]
        .parameters?.find(({ name: it }) => it === "Idempotency-Key");
    expect(header("POST /v1/print-jobs")).toMatchObject({ in: "header", required: true });
    expect(header("POST /v1/orders")).toMatchObject({ required: false });
  });

  it("offers to wait where a call has an end to wait for", () => {
    const offers = operations
      .filter(([, { parameters }]) => parameters?.some(({ name }) => name === "Prefer"))
      .map(([name]) => name);
    expect(offers).toEqual(expect.arrayContaining(["POST /v1/orders", "POST /v1/drawers/{device}/open"]));
    expect(offers).not.toContain("POST /v1/tokens");
  });

  it("refers to nothing that is not there", () => {
    const refs = Array.from(
      JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g),
      (match) => match[1],
    );
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...new Set(refs)]));
  });

  it("is readable", async () => {
    const page = await api.call("GET", "/docs", { token: null });
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  });
});
