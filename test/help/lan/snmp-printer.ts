/** A printer's SNMP agent: snmpd of Debian with the values of a TM-T88VI in place of the machine's. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PRINTER = `
rocommunity public 127.0.0.1
override 1.3.6.1.2.1.1.5.0 octet_str "EPSON-KITCHEN"
override 1.3.6.1.2.1.25.3.2.1.3.1 octet_str "EPSON TM-T88VI"
override 1.3.6.1.2.1.25.3.5.1.1.1 integer 3
override 1.3.6.1.2.1.43.5.1.1.17.1 octet_str "X4QP001234"
override 1.3.6.1.2.1.2.2.1.6.1 octet_str 0x000000000000
override 1.3.6.1.2.1.2.2.1.6.2 octet_str 0x0026ab123456
`;

export async function startSnmpPrinter(port: number): Promise<{ close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "snmp-"));
  writeFileSync(join(folder, "snmpd.conf"), PRINTER);
  const args = ["-f", "-Lo", "-C", "-c", join(folder, "snmpd.conf"), `udp:127.0.0.1:${port}`];
  const agent = spawn("/usr/sbin/snmpd", args, {
    env: { ...process.env, SNMP_PERSISTENT_DIR: folder, MIBS: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await untilSays(agent, "NET-SNMP version");
  return {
    async close() {
      const ended = new Promise((resolve) => agent.once("exit", resolve));
      agent.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function untilSays({ stdout }: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    stdout?.on("data", (chunk: Buffer) => {
      said += chunk;
      if (said.includes(words)) resolve();
    });
    stdout?.once("end", () => reject(new Error(`snmpd did not start (apt-get install snmpd): ${said}`)));
  });
}
