import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { newFolder, openTestStore } from "../test/help/store.ts";
import { parseConfig } from "./config/file.ts";
import { startGateway } from "./main.ts";

it("a gateway that cannot start closes what it opened: the process ends, and the next one finds the database free", async () => {
  const folder = newFolder();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const text = `version = 1
[store]
id = "shop-1"
name = "Shop"
timeZone = "Europe/Berlin"
currency = "EUR"
[http]
host = "127.0.0.1"
port = ${port}
[data]
folder = "${folder}"
[log]
level = "error"
`;
  const parsed = parseConfig(text, "gateway.toml");
  if (parsed.type === "faulty") throw new Error(JSON.stringify(parsed.faults));
  await expect(startGateway(parsed.config, new AbortController().signal)).rejects.toThrow("EADDRINUSE");
  other.close();
  await using test = await openTestStore(`${folder}/tillgate.db`);
  expect(test.store.state().state).toBe("ok");
});
