/** What connecting a Square account takes. */
import { z } from "../../src/sdk.ts";

/** One host for all countries. Source: servers of Square's OpenAPI file. */
const BASE_URLS = {
  production: "https://connect.squareup.com",
  sandbox: "https://connect.squareupsandbox.com",
} as const;

/** The newest version whose published OpenAPI file we have read; Square renames fields between versions. */
const SQUARE_VERSION = "2025-08-20";

export const settings = z.strictObject({
  locationId: z.string().min(1).max(50),
  environment: z.enum(["production", "sandbox"]).default("production"),
  /** In place of the environment's host: a simulator, a proxy. */
  baseUrl: z.url().optional(),
  squareVersion: z.iso.date().default(SQUARE_VERSION),
  /** How our orders are marked at Square, and found again: never change it while orders are on their way. */
  sourceName: z.string().min(1).max(255).default("Tillgate"),
  /** "04:00": what Square's own till sold before it belongs to the day before. Absent: the shop's own. */
  dayStart: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as "04:00"')
    .optional(),
});
export type Settings = z.output<typeof settings>;

export const credentials = z.strictObject({ accessToken: z.string().min(1).max(1024) });
export type Credentials = z.output<typeof credentials>;

/** Without a slash at its end. */
export const baseUrlOf = ({ baseUrl, environment }: Settings): string =>
  (baseUrl ?? BASE_URLS[environment]).replace(/\/+$/, "");
