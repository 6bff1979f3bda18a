/** Which items of a long list are worth having in the page. Pure: heights in, a span of items out. */

/** Items `from` (inclusive) to `to` (exclusive). */
export interface Span {
  from: number;
  to: number;
}

/** Before anything was measured: most posts carry a picture, and more than what shows is drawn after the first sight. */
const FIRST_GUESS = 440;

/**
 * How far it is from each item's top to the top of what stands below it, in pixels. In a list with rows of several,
 * only the first of a row has a height; the others have none.
 */
export class Heights {
  #known = new Map<string, number>();
  #sum = 0;
  #guess = FIRST_GUESS;
  #width = 0;
  /** Between two rows, and part of a row's height. */
  gap = 0;

  note(id: string, height: number): void {
    this.#sum += height - (this.#known.get(id) ?? 0);
    this.#known.set(id, height);
  }

  /** What was measured holds for one width; for another it only tells the average. */
  fit(width: number): void {
    if (this.#width !== 0 && Math.abs(width - this.#width) >= 1) {
      this.#guess = this.average;
      this.#known.clear();
      this.#sum = 0;
    }
    this.#width = width;
  }

  get average(): number {
    return this.#sum > 0 ? this.#sum / this.#known.size : this.#guess;
  }

  /** The top of each item, and behind them the end of the list. */
  tops(ids: readonly string[]): number[] {
    const average = this.average;
    const tops = [0];
    for (const id of ids) tops.push(tops.at(-1)! + (this.#known.get(id) ?? average));
    return tops;
  }

  startsRow(id: string | undefined): boolean {
    return id === undefined || this.#known.get(id) !== 0;
  }
}

/** All items that show between `top` and `bottom`, in whole rows. */
export function spanBetween(ids: readonly string[], heights: Heights, tops: readonly number[], top: number, bottom: number): Span {
  let from = 0;
  while (from < ids.length - 1 && tops[from + 1]! <= top) from++;
  while (from > 0 && !heights.startsRow(ids[from])) from--;
  let to = from + 1;
  while (to < ids.length && (tops[to]! < bottom || !heights.startsRow(ids[to]))) to++;
  return { from, to };
}

/** The row of one item. */
export function rowOf(ids: readonly string[], heights: Heights, at: number): Span {
  let from = at;
  while (from > 0 && !heights.startsRow(ids[from])) from--;
  let to = at + 1;
  while (to < ids.length && !heights.startsRow(ids[to])) to++;
  return { from, to };
}

/** Spans in order, those that touch as one. */
export function joined(spans: readonly Span[]): Span[] {
  const ordered = [...spans].sort((a, b) => a.from - b.from);
  const result: Span[] = [];
  for (const { from, to } of ordered) {
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

/** A span that has all that `shows`, and keeps what it had as far as `far` goes and nothing is left out between. */
export function reaching(span: Span, shows: Span, far: Span): Span {
  const kept = { from: Math.max(span.from, far.from), to: Math.min(span.to, far.to) };
  if (kept.from > shows.to || kept.to < shows.from) return shows;
  return { from: Math.min(kept.from, shows.from), to: Math.max(kept.to, shows.to) };
}

/** One step from a span to another within which it lies in part: a row more at its end or, where that is there, before it. */
export function towards(span: Span, wanted: Span, ids: readonly string[], heights: Heights): Span {
  if (span.to < wanted.to) return { ...span, to: rowOf(ids, heights, span.to).to };
  return span.from > wanted.from ? { ...span, from: rowOf(ids, heights, span.from - 1).from } : span;
}

export const covers = (outer: Span, inner: Span): boolean => outer.from <= inner.from && outer.to >= inner.to;
