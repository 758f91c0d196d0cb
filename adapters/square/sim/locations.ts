/**
 * ListLocations and RetrieveLocation; "main" is the first one. The store's time zone and currency come from
 * here.
 */
import { type Call, type Outcome, param } from "./context.ts";
import { notFound } from "./errors.ts";
import type { Location } from "./wire.ts";

/** Any fixed past instant: nothing depends on it. */
const OPENED = "2020-01-01T00:00:00Z";

export function getLocations(call: Call): Outcome {
  return { body: { locations: call.locations.map(view) }, changes: [] };
}

export function getLocation(call: Call): Outcome {
  const id = param(call, "id");
  const found = id === "main" ? call.locations[0] : call.locations.find((location) => location.id === id);
  if (found === undefined) throw notFound("location", id);
  return { body: { location: view(found) }, changes: [] };
}

function view(location: Location): object {
  return {
    ...location,
    status: "ACTIVE",
    created_at: OPENED,
    merchant_id: "MERCHANT-SIM",
    type: "PHYSICAL",
    business_name: location.name,
  };
}
