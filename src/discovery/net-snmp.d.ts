/** The little of the npm package net-snmp that is used here; it brings no types. */
declare module "net-snmp" {
  export interface Varbind {
    readonly oid: string;
    readonly value: unknown;
  }
  export interface Session {
    get(oids: readonly string[], done: (error: Error | null, varbinds: readonly Varbind[]) => void): void;
    close(): void;
    on(event: "error", listener: (error: Error) => void): void;
  }
  const snmp: {
    readonly Version2c: number;
    createSession(
      host: string,
      community: string,
      options: {
        readonly port: number;
        readonly version: number;
        readonly timeout: number;
        readonly retries: number;
      },
    ): Session;
    isVarbindError(varbind: Varbind): boolean;
  };

  // biome-ignore lint/style/noDefaultExport: the package is CommonJS, and Node hands it over as its default.
  export { snmp as default };
}
