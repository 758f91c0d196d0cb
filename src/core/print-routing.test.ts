import { describe, expect, it } from "vitest";
import { type LocalTime, printRouting, ticketsFor } from "./print-routing.ts";

const routing = printRouting.parse({
  stations: [
    { id: "kitchen", name: "Kitchen", printer: "hot" },
    { id: "bar", name: "Bar", printer: "bar" },
    { id: "late", name: "Night window", printer: "hot" },
  ],
  rules: [
    { station: "kitchen", when: { categories: ["food"] } },
    { station: "bar", when: { items: ["espresso"], types: ["dine_in"] } },
    { station: "bar", when: { categories: ["drinks"], tills: ["front-1"] } },
    { station: "late", when: { categories: ["food"], from: "22:00", to: "02:00", days: ["fri", "sat"] } },
  ],
});
const NOON: LocalTime = { weekday: "mon", time: "12:00" };
const about = { till: "front-1", type: "dine_in" } as const;
const line = (id: string, over: object = {}) => ({ id, quantity: "1", ...over });
const placesOf = (over: object, at = NOON, who: typeof about | { till: string; type: "takeout" } = about) =>
  ticketsFor([line("1", over)], who, at, routing, { kind: "new", reason: null }).map(
    ({ station }) => station.id,
  );

describe("a line of an order", () => {
  it("goes to the station whose rule it fits, and nowhere without one", () => {
    expect(placesOf({ category: "food" })).toEqual(["kitchen"]);
    expect(placesOf({ category: "books" })).toEqual([]);
    expect(placesOf({})).toEqual([]);
  });

  it("goes by item, kind of order and till, all of which must fit", () => {
    expect(placesOf({ itemId: "espresso" })).toEqual(["bar"]);
    expect(placesOf({ itemId: "espresso" }, NOON, { till: "front-1", type: "takeout" })).toEqual([]);
    expect(placesOf({ category: "drinks" }, NOON, { till: "kiosk", type: "takeout" })).toEqual([]);
  });

  it("goes by the time of day, also past midnight", () => {
    const at = (weekday: LocalTime["weekday"], time: string) =>
      placesOf({ category: "food" }, { weekday, time });
    expect(at("fri", "21:59")).toEqual(["kitchen"]);
    expect(at("fri", "22:00")).toEqual(["kitchen", "late"]);
    expect(at("sat", "01:59")).toEqual(["kitchen", "late"]);
    expect(at("sat", "02:00")).toEqual(["kitchen"]);
    expect(at("mon", "23:00")).toEqual(["kitchen"]);
  });

  it("goes only where the till says, if there is such a station", () => {
    expect(placesOf({ category: "food", station: "bar" })).toEqual(["bar"]);
    expect(placesOf({ category: "food", station: "pizza" })).toEqual(["kitchen"]);
  });
});

it("each station's ticket says what the others make of the same order", () => {
  const lines = [
    line("1", { category: "food" }),
    line("2", { category: "food" }),
    line("3", { itemId: "espresso" }),
  ];
  const tickets = ticketsFor(lines, about, NOON, routing, { kind: "new", reason: null });
  expect(tickets.map(({ lines: own, elsewhere }) => [own.map(({ lineId }) => lineId), elsewhere])).toEqual([
    [["1", "2"], [{ station: "Bar", lines: 1 }]],
    [["3"], [{ station: "Kitchen", lines: 2 }]],
  ]);
});

it("rules for stations that are not there are faults, all told at once", () => {
  const { error } = printRouting.safeParse({
    stations: [
      { id: "bar", name: "Bar", printer: "bar" },
      { id: "bar", name: "Bar 2", printer: "bar" },
    ],
    rules: [{ station: "grill" }, { station: "bar", when: { from: "11:00" } }],
  });
  expect(error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
    "stations.1.id: bar stands here twice",
    "rules.0.station: there is no station grill; there are bar, bar",
    "rules.1.when: from and to go together",
  ]);
});
