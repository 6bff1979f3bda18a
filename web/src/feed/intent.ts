/** What is wanted of things whose request is under way: pressing twice quickly ends as pressed last. */
const wanted = new Map<string, boolean>();

interface Intent {
  show: (on: boolean) => void;
  send: (on: boolean) => Promise<void>;
  /** It is shown again as the server has it. */
  undone: (error: unknown) => void;
}

/** Shown at once, stored behind; never two requests for the same thing at a time, and none for what is stored already. */
export async function intend(thing: string, on: boolean, { show, send, undone }: Intent): Promise<void> {
  show(on);
  const busy = wanted.has(thing);
  wanted.set(thing, on);
  if (busy) return;
  let stored = !on;
  try {
    for (let wish = on; wish !== stored; wish = wanted.get(thing)!) {
      await send(wish);
      stored = wish;
    }
    // What was asked for while it was on its way may have come without it.
    show(stored);
  } catch (error) {
    show(stored);
    undone(error);
  } finally {
    wanted.delete(thing);
  }
}
