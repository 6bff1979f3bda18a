/** Where in a list one was: the item at the window's top edge, which finds its place again whatever has grown above. */
export interface Spot {
  list: string;
  id: string;
  /** Of its top edge below the window's; negative where it began above. */
  offset: number;
}

let offered: Spot | null = null;
let look: (() => Spot | null) | null = null;

/** What the entry of the history remembers, for the list that it names. */
export function offerSpot(spot: Spot | undefined): void {
  offered = spot ?? null;
}

/** The place to go to in this list, told once. */
export function takeSpot(list: string): Spot | null {
  if (offered === null || offered.list !== list || list === '') return null;
  const spot = offered;
  offered = null;
  return spot;
}

/** From here on `where` knows the place; returns how to end that. */
export function watchSpot(where: () => Spot | null): () => void {
  look = where;
  return () => {
    if (look === where) look = null;
  };
}

export const currentSpot = (): Spot | null => look?.() ?? offered;
