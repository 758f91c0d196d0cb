/** What the gallery shows: receipts in many languages, a kitchen ticket, every code, pictures. */
import { PNG } from "pngjs";
import type { Block, PrintDocument } from "../../src/core/receipt.ts";
import { composeReceipt } from "../../src/printing/templates/receipt.ts";
import { receiptOptions, saleWith, store } from "../bench/receipts.ts";

export interface Exhibit {
  readonly file: string;
  readonly title: string;
  readonly profile: string;
  readonly document: PrintDocument;
}

type Style = { readonly bold?: boolean; readonly width?: number; readonly height?: number };

const text = (words: string, style: Style = {}): Block => ({
  type: "text",
  runs: [{ text: words, ...style }],
});
const center = (words: string, style: Style = {}): Block => ({
  ...{ type: "text", align: "center" },
  runs: [{ text: words, ...style }],
});
const row = (name: string, price: string, style: Style = {}): Block => ({
  type: "row",
  cells: [
    { runs: [{ text: name, ...style }], width: "*" },
    { runs: [{ text: price, ...style }], width: 12, align: "right" },
  ],
});

interface Menu {
  readonly name: string;
  readonly street: string;
  readonly items: readonly (readonly [string, string])[];
  readonly total: readonly [string, string];
  readonly thanks: string;
}

const receipt = ({ name, street, items, total, thanks }: Menu): PrintDocument => [
  center(name, { bold: true, width: 2, height: 2 }),
  center(street),
  { type: "rule" },
  ...items.map(([item, price]) => row(item, price)),
  { type: "rule" },
  row(...total, { bold: true, height: 2 }),
  { type: "feed", lines: 1 },
  { type: "qr", data: "https://example.test/r/A-118", moduleDots: 5, align: "center" },
  center(thanks),
  { type: "cut" },
];

const MENUS: Readonly<Record<string, Menu>> = {
  latin: {
    ...{ name: "Café am Markt", street: "Marktplatz 1, 10178 Berlin" },
    items: [
      ["2 × Crème brûlée", "13,00 €"],
      ["Żurek “domowy”", "6,50 €"],
      ["Smørrebrød – rejer", "8,90 €"],
      ["Şiş kebap", "11,20 €"],
    ],
    ...{ total: ["Summe", "39,60 €"], thanks: "Danke – bis bald!" },
  },
  greek: {
    ...{ name: "Καφενείο", street: "Οδός Αθηνάς 12, Αθήνα" },
    items: [
      ["Ελληνικός καφές", "2,50 €"],
      ["Γλυκό του κουταλιού", "3,80 €"],
      ["Σπανακόπιτα", "4,20 €"],
    ],
    ...{ total: ["Σύνολο", "10,50 €"], thanks: "Ευχαριστούμε" },
  },
  cyrillic: {
    ...{ name: "Кафе «Весна»", street: "Київ, вул. Хрещатик 5" },
    items: [
      ["Борщ український", "95,00 грн"],
      ["Вареники з вишнею", "120,00 грн"],
      ["Чай з чебрецем", "45,00 грн"],
      ["Ґречаники", "88,00 грн"],
    ],
    ...{ total: ["Разом", "348,00 грн"], thanks: "Дякуємо!" },
  },
  chinese: {
    ...{ name: "老北京茶馆", street: "北京市东城区王府井大街1号" },
    items: [
      ["茉莉花茶 (大壶)", "¥38.00"],
      ["小笼包 × 2", "¥56.00"],
      ["直火烤鸭", "¥188.00"],
    ],
    ...{ total: ["合计", "¥282.00"], thanks: "谢谢光临，欢迎再来。" },
  },
  japanese: {
    ...{ name: "東京カフェ", street: "東京都渋谷区神南1-2-3" },
    items: [
      ["カフェラテ（大）", "¥520"],
      ["抹茶ケーキ", "¥480"],
      ["ｻﾝﾄﾞｲｯﾁ ﾀﾏｺﾞ", "¥380"],
      ["直火焼おにぎり", "¥260"],
    ],
    ...{ total: ["合計", "¥1,640"], thanks: "ありがとうございました" },
  },
  korean: {
    ...{ name: "서울 커피", street: "서울특별시 종로구 세종대로 1" },
    items: [
      ["아메리카노", "4,500원"],
      ["카페라떼 (아이스)", "5,000원"],
      ["인절미 토스트", "8,900원"],
    ],
    ...{ total: ["합계", "18,400원"], thanks: "감사합니다" },
  },
  thai: {
    ...{ name: "ร้านกาแฟ", street: "ถนนสุขุมวิท กรุงเทพฯ" },
    items: [
      ["กาแฟเย็นหวานน้อย", "60.00"],
      ["ข้าวเหนียวมะม่วง", "120.00"],
      ["น้ำแข็งใสใส่นมข้น", "45.00"],
    ],
    ...{ total: ["รวมทั้งสิ้น", "225.00"], thanks: "ขอบคุณค่ะ" },
  },
  arabic: {
    ...{ name: "مقهى النخيل", street: "شارع الملك فهد 12، الرياض" },
    items: [
      ["قهوة عربية", "15.00"],
      ["شاي بالنعناع 2", "24.00"],
      ["كنافة (كبيرة)", "32.50"],
    ],
    ...{ total: ["المجموع", "71.50"], thanks: "شكرا لزيارتكم" },
  },
  hebrew: {
    ...{ name: "קפה תמר", street: "רחוב דיזנגוף 99, תל אביב" },
    items: [
      ["קפה הפוך גדול", "18.00"],
      ["שקשוקה עם לחם", "52.00"],
      ["מיץ תפוזים 0.5", "22.00"],
    ],
    ...{ total: ["סה״כ", "92.00"], thanks: "תודה ולהתראות" },
  },
  hindi: {
    ...{ name: "चाय घर", street: "एम. जी. रोड, मुंबई" },
    items: [
      ["मसाला चाय", "40.00"],
      ["समोसा × 2", "60.00"],
      ["स्पेशल थाली", "220.00"],
    ],
    ...{ total: ["कुल", "320.00"], thanks: "धन्यवाद" },
  },
  emoji: {
    ...{ name: "Snack Bar 🌮", street: "open 🕗–🕙 every day" },
    items: [
      ["🍕 Margherita", "9.00"],
      ["🍔 + 🍟 menu", "12.50"],
      ["☕ Flat white 🥛", "3.80"],
      ["👨‍👩‍👧‍👦 family ice 🍦", "14.00"],
      ["🇮🇹 espresso ✅", "2.20"],
    ],
    ...{ total: ["TOTAL", "41.50"], thanks: "See you ❤️" },
  },
};

const kitchen: PrintDocument = [
  { type: "buzzer", times: 2 },
  center("KITCHEN", { bold: true, width: 2, height: 2 }),
  row("Table 12", "19:42", { bold: true, width: 2 }),
  { type: "rule", style: "double" },
  text("2 × Onglet saignant", { bold: true, height: 2 }),
  text("    sauce au poivre à part"),
  text("1 × 咖喱鸡 (辣)", { bold: true, height: 2 }),
  { type: "text", runs: [{ text: " ALLERGY: nuts ", invert: true, width: 2, height: 2 }] },
  { type: "rule", style: "double" },
  { type: "text", runs: [{ text: "A-118 / till front-1 / small print in font B", font: "B" }] },
  { type: "cut", mode: "full" },
];

const bars = (symbology: Extract<Block, { type: "barcode" }>["symbology"], data: string): PrintDocument => [
  text(symbology),
  { type: "barcode", symbology, data, moduleDots: 2, heightDots: 60, text: true, align: "center" },
];

const codes: PrintDocument = [
  text("qr"),
  { type: "qr", data: "https://example.test/r/A-118", align: "center" },
  text("pdf417"),
  { type: "pdf417", data: "A-118 Café am Markt 39,60", moduleDots: 2, columns: 6, align: "center" },
  ...bars("code128", "AB-123456"),
  ...bars("gs1-128", "(01)04006381333931(10)AB"),
  ...bars("ean13", "4006381333931"),
  ...bars("ean8", "96385074"),
  ...bars("upca", "036000291452"),
  ...bars("upce", "425261"),
  ...bars("databar", "(01)09521234543213"),
  ...bars("databar-limited", "(01)09521234543213"),
  ...bars("databar-expanded", "(01)09521234543213"),
  { type: "cut" },
];

/** A ball in its shadow. */
function ball(): string {
  const image = new PNG({ width: 256, height: 256 });
  for (let i = 0; i < 256 * 256; i += 1) {
    const [x, y] = [(i % 256) - 128, Math.floor(i / 256) - 128];
    const inside = x * x + y * y < 110 * 110;
    const light = inside
      ? 255 - Math.hypot(x + 40, y + 40) * 1.3
      : 255 - Math.max(0, 90 - Math.hypot(x * 0.6, (y - 105) * 3)) * 1.5;
    image.data.set(
      [light, light, light, 255].map((value) => Math.max(0, Math.min(255, value))),
      i * 4,
    );
  }
  return PNG.sync.write(image).toString("base64");
}

const pictures: PrintDocument = [
  text("Floyd and Steinberg"),
  { type: "image", png: ball(), align: "center" },
  text("threshold"),
  { type: "image", png: ball(), dither: "threshold", align: "center" },
  text("enlarged to the width of the paper"),
  { type: "image", png: ball(), widthDots: 576 },
  { type: "drawer" },
  { type: "cut" },
];

export const EXHIBITS: readonly Exhibit[] = [
  {
    file: "receipt",
    title: "A receipt as the gateway composes it",
    profile: "epson-tm-t88",
    document: composeReceipt(saleWith(3), store, receiptOptions),
  },
  ...Object.entries(MENUS).map(([file, menu]) => ({
    file,
    title: menu.name,
    profile: "epson-tm-t20",
    document: receipt(menu),
  })),
  {
    file: "chinese-58",
    title: "Paper of 58 mm",
    profile: "generic-58",
    document: receipt(MENUS["chinese"] ?? never()),
  },
  { file: "kitchen", title: "Kitchen ticket", profile: "epson-tm-t20", document: kitchen },
  { file: "codes", title: "Codes of the printer's own", profile: "epson-tm-t20", document: codes },
  {
    file: "codes-drawn",
    title: "Codes drawn for a printer that has none",
    profile: "generic-58",
    document: codes,
  },
  { file: "pictures", title: "Pictures", profile: "epson-tm-t20", document: pictures },
];

function never(): never {
  throw new Error("no such menu");
}
