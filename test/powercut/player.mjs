/** The player process. The loader is registered here and not by --import: each gateway's writing thread would start with it too. */
import { register } from "tsx/esm/api";

register();
await import("./player.ts");
