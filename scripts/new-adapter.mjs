/** `npm run new:adapter -- <id>`: the folder of a new vendor's adapter. */
import { writeGuest } from "./new-guest.mjs";

writeGuest({ guest: "adapter", id: process.argv[2] });
