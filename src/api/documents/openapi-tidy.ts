/** What the generator cannot know: which schemas are in use, and the headers of calls with an effect. Pure. */

const REF = "#/components/schemas/";

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}
interface Operation {
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
  };
  readonly parameters?: readonly object[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly "x-idempotency-key"?: "required" | "optional";
}

/**
 * Every named schema comes in two forms, as input and as output. Keeps those that a call refers to, and gives an input that has
 * no output of its own the plain name.
 */
export function tidyOpenapi(document: object): object {
  const whole = document as OpenApi;
  const paths = withHeaders(whole.paths);
  const used = reachable(paths, whole.components.schemas);
  const plain = (name: string): string => {
    const short = name.replace(/Input$/, "");
    return used.has(short) ? name : short;
  };
  const schemas = Object.entries(whole.components.schemas)
    .filter(([name]) => used.has(name))
    .map(([name, schema]) => [plain(name), schema] as const)
    .sort(([a], [b]) => a.localeCompare(b));
  const tidy = { ...whole, paths, components: { ...whole.components, schemas: Object.fromEntries(schemas) } };
  return JSON.parse(JSON.stringify(tidy), (_key, value) =>
    typeof value === "string" && value.startsWith(REF) ? REF + plain(value.slice(REF.length)) : value,
  );
}

const refsIn = (value: unknown): readonly string[] =>
  Array.from(JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g), (match) => match[1] ?? "");

function reachable(paths: OpenApi["paths"], schemas: OpenApi["components"]["schemas"]): ReadonlySet<string> {
  const seen = new Set<string>();
  const next = [...refsIn(paths)];
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    next.push(...refsIn(schemas[name] ?? {}));
  }
  return seen;
}

const idempotencyKey = (required: boolean): object => ({
  name: "Idempotency-Key",
  in: "header",
  required,
  description: "Made once per wish, sent again with every retry. 1-255 visible ASCII characters.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
  example: "front-1-2026-11-21-118",
});

const PREFER = {
  name: "Prefer",
  in: "header",
  required: false,
  description: "`wait=N`: hold the answer up to N seconds (at most 60) for the end state.",
  schema: { type: "string" },
  example: "wait=10",
};

/** Bodies that need not come at all. */
const OPTIONAL = [`${REF}NothingInput`, `${REF}SyncOrdersInput`];

function withOptionalBody(operation: Operation): Operation {
  const ref = operation.requestBody?.content["application/json"]?.schema.$ref;
  if (ref === undefined || !OPTIONAL.includes(ref)) return operation;
  return { ...operation, requestBody: { ...operation.requestBody, required: false } } as Operation;
}

function withHeaders(paths: OpenApi["paths"]): OpenApi["paths"] {
  const documented = (operation: Operation): Operation => {
    const { "x-idempotency-key": keyed, ...rest } = operation;
    if (keyed === undefined) return operation;
    // Only a call that may be answered before its end can be waited for.
    const headers = [idempotencyKey(keyed === "required"), ...("202" in operation.responses ? [PREFER] : [])];
    return { ...rest, parameters: [...(rest.parameters ?? []), ...headers] };
  };
  return Object.fromEntries(
    Object.entries(paths).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, one]) => [method, withOptionalBody(documented(one))]),
      ),
    ]),
  );
}
