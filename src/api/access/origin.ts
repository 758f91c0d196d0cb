/** Where a browser says it comes from, compared with where it came to. */

/** The name without the port: "[::1]:8080" is "[::1]". */
export const hostNameOf = (host: string | undefined): string =>
  (host ?? "").replace(/:\d+$/, "").toLowerCase();

export const isLoopbackName = (name: string): boolean =>
  name === "localhost" || name === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(name);

/** Scheme aside: a TLS proxy before the gateway changes it. */
export function isSameOrigin(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === (host ?? "").toLowerCase();
}
