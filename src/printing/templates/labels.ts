/** The words of a receipt. A language of the store that is not here gets English. */
import type { Order, Tender } from "../../core/orders/order.ts";

/** Printed large on top: what this paper is besides its first print. */
export type Banner = "COPY" | "DUPLICATE" | "VOID" | "TRAINING";

/** The words of the kitchen. */
export interface TicketLabels {
  readonly change: string;
  readonly table: string;
  readonly course: string;
  readonly alsoAt: string;
  /** "FOR KITCHEN": before a station's name. */
  readonly for: string;
  /** "was 3": before the quantity that the kitchen knows. */
  readonly was: string;
  readonly allergy: string;
  readonly types: Readonly<Record<Order["type"], string>>;
}

export interface Labels {
  readonly order: string;
  readonly receipt: string;
  readonly till: string;
  readonly servedBy: string;
  readonly taxId: string;
  readonly subtotal: string;
  readonly discount: string;
  readonly rounding: string;
  readonly difference: string;
  readonly total: string;
  readonly cashRounding: string;
  readonly toPay: string;
  readonly due: string;
  readonly change: string;
  readonly tip: string;
  readonly included: string;
  /** "20 % VAT on 6.33": between the tax and its base. */
  readonly on: string;
  readonly refund: string;
  readonly refunded: string;
  readonly refundOf: string;
  readonly voided: string;
  readonly reason: string;
  readonly unconfirmed: string;
  readonly reversed: string;
  readonly tenders: Readonly<Record<Tender, string>>;
  readonly banners: Readonly<Record<Banner, string>>;
  readonly ticket: TicketLabels;
}

const ENGLISH: Labels = {
  order: "Order",
  receipt: "Receipt",
  till: "Till",
  servedBy: "Served by",
  taxId: "VAT no.",
  subtotal: "Subtotal",
  discount: "Discount",
  rounding: "Rounding",
  difference: "Difference (till)",
  total: "TOTAL",
  cashRounding: "Cash rounding",
  toPay: "To pay",
  due: "Due",
  change: "Change",
  tip: "Tip",
  included: "Included tax",
  on: "on",
  refund: "REFUND",
  refunded: "Refunded",
  refundOf: "Refund of receipt",
  voided: "Voided",
  reason: "Reason",
  unconfirmed: "unconfirmed",
  reversed: "reversed",
  tenders: {
    cash: "Cash",
    card: "Card",
    gift_card: "Gift card",
    voucher: "Voucher",
    account: "On account",
    other: "Other",
  },
  banners: { COPY: "COPY", DUPLICATE: "DUPLICATE", VOID: "VOID", TRAINING: "TRAINING" },
  ticket: {
    change: "CHANGE",
    table: "Table",
    course: "Course",
    alsoAt: "also at",
    for: "FOR",
    was: "was",
    allergy: "ALLERGY",
    types: { dine_in: "Dine in", takeout: "Takeaway", delivery: "Delivery", retail: "Counter" },
  },
};

const GERMAN: Labels = {
  order: "Bestellung",
  receipt: "Beleg",
  till: "Kasse",
  servedBy: "Bedient von",
  taxId: "USt-IdNr.",
  subtotal: "Zwischensumme",
  discount: "Rabatt",
  rounding: "Rundung",
  difference: "Differenz (Kasse)",
  total: "SUMME",
  cashRounding: "Barrundung",
  toPay: "Zu zahlen",
  due: "Offen",
  change: "Rückgeld",
  tip: "Trinkgeld",
  included: "Enthaltene Steuer",
  on: "auf",
  refund: "ERSTATTUNG",
  refunded: "Erstattet",
  refundOf: "Erstattung zu Beleg",
  voided: "Storniert",
  reason: "Grund",
  unconfirmed: "unbestätigt",
  reversed: "storniert",
  tenders: {
    cash: "Bar",
    card: "Karte",
    gift_card: "Geschenkkarte",
    voucher: "Gutschein",
    account: "Auf Rechnung",
    other: "Sonstige",
  },
  banners: { COPY: "KOPIE", DUPLICATE: "DUPLIKAT", VOID: "STORNO", TRAINING: "ÜBUNG" },
  ticket: {
    change: "ÄNDERUNG",
    table: "Tisch",
    course: "Gang",
    alsoAt: "auch bei",
    for: "FÜR",
    was: "bisher",
    allergy: "ALLERGIE",
    types: { dine_in: "Im Haus", takeout: "Mitnehmen", delivery: "Lieferung", retail: "Theke" },
  },
};

const FRENCH: Labels = {
  order: "Commande",
  receipt: "Ticket",
  till: "Caisse",
  servedBy: "Servi par",
  taxId: "N° TVA",
  subtotal: "Sous-total",
  discount: "Remise",
  rounding: "Arrondi",
  difference: "Écart (caisse)",
  total: "TOTAL",
  cashRounding: "Arrondi espèces",
  toPay: "À payer",
  due: "Reste dû",
  change: "Rendu",
  tip: "Pourboire",
  included: "Taxes incluses",
  on: "sur",
  refund: "REMBOURSEMENT",
  refunded: "Remboursé",
  refundOf: "Remboursement du ticket",
  voided: "Annulé",
  reason: "Motif",
  unconfirmed: "non confirmé",
  reversed: "annulé",
  tenders: {
    cash: "Espèces",
    card: "Carte",
    gift_card: "Carte cadeau",
    voucher: "Bon d'achat",
    account: "En compte",
    other: "Autre",
  },
  banners: { COPY: "COPIE", DUPLICATE: "DUPLICATA", VOID: "ANNULÉ", TRAINING: "FORMATION" },
  ticket: {
    change: "MODIFICATION",
    table: "Table",
    course: "Service",
    alsoAt: "aussi à",
    for: "POUR",
    was: "avant",
    allergy: "ALLERGIE",
    types: { dine_in: "Sur place", takeout: "À emporter", delivery: "Livraison", retail: "Comptoir" },
  },
};

const SPANISH: Labels = {
  order: "Pedido",
  receipt: "Recibo",
  till: "Caja",
  servedBy: "Atendido por",
  taxId: "NIF",
  subtotal: "Subtotal",
  discount: "Descuento",
  rounding: "Redondeo",
  difference: "Diferencia (caja)",
  total: "TOTAL",
  cashRounding: "Redondeo efectivo",
  toPay: "A pagar",
  due: "Pendiente",
  change: "Cambio",
  tip: "Propina",
  included: "Impuestos incluidos",
  on: "sobre",
  refund: "DEVOLUCIÓN",
  refunded: "Devuelto",
  refundOf: "Devolución del recibo",
  voided: "Anulado",
  reason: "Motivo",
  unconfirmed: "sin confirmar",
  reversed: "anulado",
  tenders: {
    cash: "Efectivo",
    card: "Tarjeta",
    gift_card: "Tarjeta regalo",
    voucher: "Vale",
    account: "A cuenta",
    other: "Otro",
  },
  banners: { COPY: "COPIA", DUPLICATE: "DUPLICADO", VOID: "ANULADO", TRAINING: "FORMACIÓN" },
  ticket: {
    change: "CAMBIO",
    table: "Mesa",
    course: "Plato",
    alsoAt: "también en",
    for: "PARA",
    was: "antes",
    allergy: "ALERGIA",
    types: { dine_in: "En el local", takeout: "Para llevar", delivery: "A domicilio", retail: "Mostrador" },
  },
};

const LANGUAGES: Readonly<Record<string, Labels>> = { en: ENGLISH, de: GERMAN, fr: FRENCH, es: SPANISH };

/** `locale`: "de-AT" */
export const labelsFor = (locale: string): Labels => LANGUAGES[locale.split("-")[0] ?? "en"] ?? ENGLISH;
