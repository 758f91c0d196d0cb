/** Stations of the kitchen and the bar, and the rules that send lines to them. */

import { type Fault, refuse } from "../../core/faults.ts";
import { type PrintRouting, printRouting } from "../../core/print-routing.ts";
import { askedBy } from "../accept.ts";
import type { Api, ApiContext } from "../context.ts";
import { type RouteDoc, route, WRITES } from "../documents/documented.ts";

const example: PrintRouting = {
  stations: [
    { id: "kitchen", name: "Kitchen", printer: "kitchen", standIns: ["bar"] },
    { id: "bar", name: "Bar", printer: "bar", standIns: [] },
  ],
  rules: [
    { station: "kitchen", when: { categories: ["food"] } },
    { station: "bar", when: { categories: ["drinks"], types: ["dine_in"] } },
  ],
  standInAfterSeconds: 30,
  ticketsExpireAfterMinutes: 240,
};
const NONE: PrintRouting = { ...example, stations: [], rules: [] };

const body = printRouting.meta({ id: "PrintRouting", examples: [example] });

export function printRoutingRoutes(api: Api, context: ApiContext): void {
  showRoute(api, context);
  saveRoute(api, context);
}

function showRoute(api: Api, { store }: ApiContext): void {
  const doc: RouteDoc = {
    id: "getPrintRouting",
    tag: "printing",
    summary: "Stations, and which lines go to them",
    scopes: ["operator", "admin"],
    answers: { 200: { what: "As it is set up; empty at first.", schema: body } },
    codes: [],
  };
  api.get("/v1/print-routing", route(doc, {}), async () => store.read.printRouting() ?? NONE);
}

function saveRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "putPrintRouting",
    tag: "printing",
    summary: "Set up stations and rules",
    description:
      "All of it at once. From then on a new order prints a ticket at each station that a rule names for one of its lines; a change " +
      "prints what is new and what is taken back, a void says stop.",
    scopes: ["admin"],
    keyed: "optional",
    answers: { 200: { what: "As it is set up now.", schema: body } },
    codes: WRITES,
  };
  api.put("/v1/print-routing", route(doc, { body }), async (request) => {
    refuse(missingPrinters(request.body, context));
    const asked = askedBy(request, { keyRequired: false, money: false });
    await context.store.run("savePrintRouting", { ...asked, routing: request.body });
    return context.store.read.printRouting() ?? NONE;
  });
}

function missingPrinters({ stations }: PrintRouting, { ports }: ApiContext): readonly Fault[] {
  return stations.flatMap(({ printer, standIns }, index) =>
    [
      { id: printer, path: `stations[${index}].printer` },
      ...standIns.map((id, place) => ({ id, path: `stations[${index}].standIns[${place}]` })),
    ]
      .filter(({ id }) => !ports.devices.has(id, "printer"))
      .map(({ id, path }) => ({ path, message: `there is no printer ${id}` })),
  );
}
