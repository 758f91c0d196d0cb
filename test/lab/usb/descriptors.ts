/** What a USB printer says about itself when it is plugged in. Source: USB 2.0 specification 9.6; USB printer class 1.1. */

export interface PrinterSpec {
  readonly vendorId: number;
  readonly productId: number;
  /** null: none, as many cheap ones. */
  readonly serial: string | null;
  readonly manufacturer: string;
  readonly product: string;
  /** IEEE 1284 text. */
  readonly deviceId: string;
  /** "vendor": an Epson that was not switched to printer class, as Linux' usblp knows them. */
  readonly as: "printer" | "vendor";
  /** 1: it never says anything. 2: both ways. */
  readonly protocol: 1 | 2;
  /** Numbers of its bulk endpoints. */
  readonly out: number;
  readonly in: number;
  /** With a drive for its manual before the printer: the printer is interface 1. */
  readonly withStorage: boolean;
  /** What stands behind the plug: the simulator of drivers/escpos, or nothing but the test. */
  readonly front: "escpos" | "raw";
}

export const USUAL: PrinterSpec = {
  vendorId: 0x04b8,
  productId: 0x0e15,
  serial: "LAB0001",
  manufacturer: "EPSON",
  product: "TM-T20II",
  deviceId: "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;",
  as: "printer",
  protocol: 2,
  out: 1,
  in: 2,
  withStorage: false,
  front: "escpos",
};

const PACKET_BYTES = 512;
const BULK = 2;

export function deviceDescriptor(spec: PrinterSpec): Buffer {
  const bytes = Buffer.from([
    18,
    1,
    0,
    2,
    0,
    0,
    0,
    64,
    0,
    0,
    0,
    0,
    0,
    1,
    1,
    2,
    spec.serial === null ? 0 : 3,
    1,
  ]);
  bytes.writeUInt16LE(spec.vendorId, 8);
  bytes.writeUInt16LE(spec.productId, 10);
  return bytes;
}

export const printerInterface = (spec: PrinterSpec): number => (spec.withStorage ? 1 : 0);

export function configurationDescriptor(spec: PrinterSpec): Buffer {
  const storage = [interfaceDescriptor(0, 2, [8, 6, 80]), endpoint(4), endpoint(0x80 | 5)];
  const printerClass = spec.as === "printer" ? [7, 1, spec.protocol] : [255, 0, spec.protocol];
  const isMute = spec.as === "printer" && spec.protocol === 1;
  const printer = [
    interfaceDescriptor(printerInterface(spec), isMute ? 1 : 2, printerClass),
    endpoint(spec.out),
    ...(isMute ? [] : [endpoint(0x80 | spec.in)]),
  ];
  const parts = Buffer.concat([...(spec.withStorage ? storage : []), ...printer]);
  const head = Buffer.from([9, 2, 0, 0, spec.withStorage ? 2 : 1, 1, 0, 0xc0, 1]);
  head.writeUInt16LE(head.length + parts.length, 2);
  return Buffer.concat([head, parts]);
}

const interfaceDescriptor = (number: number, endpoints: number, ids: readonly number[]): Buffer =>
  Buffer.from([9, 4, number, 0, endpoints, ...ids, 0]);

function endpoint(address: number): Buffer {
  const bytes = Buffer.from([7, 5, address, BULK, 0, 0, 0]);
  bytes.writeUInt16LE(PACKET_BYTES, 4);
  return bytes;
}

/** Index 0: the languages. Nothing: there is no such string. */
export function stringDescriptor(spec: PrinterSpec, index: number): Buffer | undefined {
  if (index === 0) return Buffer.from([4, 3, 0x09, 0x04]);
  const text = [undefined, spec.manufacturer, spec.product, spec.serial][index];
  if (text === undefined || text === null) return undefined;
  const letters = Buffer.from(text, "utf16le");
  return Buffer.concat([Buffer.from([letters.length + 2, 3]), letters]);
}
