/** Requests against their schemas: every fault at once, at its place, in words for the till's programmer. */
import type { FastifySchemaCompiler, FastifyServerOptions } from "fastify";
import type { z } from "zod";
import { invalidInput } from "../../core/faults.ts";
import { schemaFaults } from "../../core/zod-faults.ts";

/** Fastify's validator: the parsed value, or one invalid_input that names every fault. */
const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const root = httpPart ?? "request";
  return (data: unknown) => {
    // Fastify says null of a body that did not come; to our schemas it is absent.
    const parsed = schema.safeParse(httpPart === "body" ? (data ?? undefined) : data);
    if (parsed.success) return { value: parsed.data };
    return { error: invalidInput(schemaFaults(parsed.error.issues, { root, isPrefix: false })) };
  };
};

/** What we answer is ours: it is described by schemas, checked by tests, and written once. */
const serializerCompiler = () => (data: unknown) => JSON.stringify(data);

/** Given at the start, so that Fastify does not even load its own validator and serializer. */
export const schemaController = {
  compilersFactory: { buildValidator: () => validatorCompiler, buildSerializer: () => serializerCompiler },
  // Its types know schemas of ajv only.
} as unknown as NonNullable<FastifyServerOptions["schemaController"]>;
