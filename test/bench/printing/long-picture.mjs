/** A process of its own, since memory that once was taken stays: how much more it holds at most while it encodes one picture. */
import { encodeDocument } from "../../../drivers/escpos/bytes/encode.ts";
import { profileFor } from "../../../drivers/escpos/profiles.ts";

const profile = profileFor("epson-tm-t88", undefined);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const png = Buffer.concat(chunks).toString("base64");
encodeDocument([{ type: "text", runs: [{ text: "warm" }] }], profile);
const before = process.resourceUsage().maxRSS;
const { bytes } = encodeDocument([{ type: "image", png }], profile);
const kilobytes = process.resourceUsage().maxRSS - before;
process.stdout.write(JSON.stringify({ kilobytes, bytes: bytes.length }));
