/** `npm run new:driver -- <id> <kind>`: the folder of a new driver. */
import { fail, writeGuest } from "./new-guest.mjs";

const KINDS = ["printer", "drawer"];
const [id, kind] = process.argv.slice(2);

if (!KINDS.includes(kind)) fail(`usage: npm run new:driver -- <id> <${KINDS.join(" | ")}>`);
writeGuest({ guest: "driver", id, kind });
