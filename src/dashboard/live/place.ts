/** Where on the page a person is: "#/orders/<id>", so that back, reload and a sent link work. */
import { useEffect, useState } from "preact/hooks";

export const VIEWS = ["orders", "prints", "outbox", "compare"] as const;
export type View = (typeof VIEWS)[number];

export interface Place {
  readonly view: View;
  /** What is open in front of the view. */
  readonly id: string | null;
}

export const linkTo = (view: View, id: string | null = null): string =>
  id === null ? `#/${view}` : `#/${view}/${encodeURIComponent(id)}`;

export function placeOf(hash: string): Place {
  const [, view = "", id = ""] = hash.split("/");
  const known = VIEWS.find((each) => each === view) ?? "orders";
  return { view: known, id: id === "" ? null : decodeURIComponent(id) };
}

export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  useEffect(() => {
    const follow = (): void => setPlace(placeOf(location.hash));
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return place;
}
