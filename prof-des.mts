import { deserialize } from "@react-thermal-printer/printer";
import { encodeDocument } from "./drivers/escpos/bytes/encode.ts";
import { profileFor } from "./drivers/escpos/profiles.ts";
const e = encodeDocument([{ type: "drawer" }, { type: "text", runs: [{ text: "Tea é €", bold: true, width: 2, height: 3 }], align: "center" }, { type: "qr", data: "A-1" }, { type: "barcode", symbology: "ean13", data: "400638133393", text: true },{ type: "barcode", symbology: "code128", data: "AB1234", text: true }, { type: "feed", lines: 2 }, { type: "cut" }], profileFor("epson-tm-t20", undefined));
for (const c of deserialize(e.bytes)) console.log(JSON.stringify(c));
