import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { stopRestoring } from '../routing/router';
import { takeSpot, watchSpot, type Spot } from '../routing/spot';
import { bringTo, keepStill, measure, pinnedIn, slotOf, spotIn, topOfView } from './geometry';
import type { PagedList } from './pages';
import { SlotContext } from './slot';
import { covers, joined, reaching, rowOf, spanBetween, towards, type Span } from './span';

interface Props<T> {
  list: PagedList<T>;
  children: (item: T, at: number) => ComponentChildren;
  class: string;
  /** What a list of articles is called by screen readers; without, it is no feed. */
  label?: string | undefined;
}

interface View {
  span: Span;
  /** Has the focus, or selected text, and stays in the page wherever one scrolls. */
  pinned: string | null;
}

/** In heights of the window, beyond either edge: what is there at least, what is brought when that is lacking, what may stay. */
const NEAR = 0.6;
const AHEAD = 1.2;
const FAR = 2.2;
/** Pages fetched to find a place again after the page was loaded anew. */
const MOST_PAGES_BACK = 8;

/** The items near the window; for the others a space as high as they are. */
export function Windowed<T>({ list, children, class: look, label }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const items = list.items.value;
  const ids = items.map(list.identify);
  const view = useView(list, ids, box);
  const { heights } = list;
  const tops = heights.tops(ids);
  const of = list.complete.value ? ids.length : -1;
  const drawn: VNode[] = [];
  const space = (name: string, from: number, to: number) => {
    const height = tops[to]! - tops[from]! - heights.gap;
    // Under keys of their own beside the items', so that the one with the focus is never taken out and put back.
    if (height > 0) drawn.push(<div key={name} class="space" style={{ blockSize: `${height}px` }} />);
  };
  let done = 0;
  for (const { from, to } of spansOf(list, ids, view)) {
    space(done === 0 ? ' before' : ` ${done}`, done, from);
    for (let at = from; at < to; at++) {
      drawn.push(
        <div key={ids[at]} class="slot" data-id={ids[at]}>
          <SlotContext.Provider value={label ? { at: at + 1, of } : null}>{children(items[at]!, at)}</SlotContext.Provider>
        </div>,
      );
    }
    done = to;
  }
  space(' after', done, ids.length);
  return (
    <div ref={box} class={look} {...(label && { role: 'feed', 'aria-label': label, 'aria-busy': list.state.value === 'loading' })}>
      {drawn}
    </div>
  );
}

function spansOf<T>({ heights }: PagedList<T>, ids: readonly string[], { span, pinned }: View): Span[] {
  const clipped = { from: Math.min(span.from, ids.length), to: Math.min(span.to, ids.length) };
  const at = pinned === null ? -1 : ids.indexOf(pinned);
  return joined(at === -1 ? [clipped] : [clipped, rowOf(ids, heights, at)]);
}

/**
 * What is drawn follows the window; coming back, one is where one was. What shows is drawn at once, what is beyond it row
 * by row, each in a task of its own: so nobody's press or scroll waits for posts that nobody sees.
 */
function useView<T>(list: PagedList<T>, ids: readonly string[], box: { current: HTMLDivElement | null }): View {
  const goal = useGoal(list, ids);
  const [view, setView] = useState<View>(() => ({ span: around(list, ids, goalTop(list, ids, goal.current) ?? 0, 0), pinned: null }));
  const again = useRef<(scrolled: boolean) => void>(() => undefined);
  const still = useRef<Spot | null>(null);
  const growth = useRef<{ wanted: boolean; timer?: ReturnType<typeof setTimeout> }>({ wanted: false });
  again.current = (scrolled) => {
    const element = box.current!;
    if (!measure(element, list.heights)) return;
    const wanted = goal.current;
    if (wanted && slotOf(element, wanted.id)) {
      bringTo(element, wanted);
      goal.current = null;
    } else if (!scrolled) keepStill(element, still.current);
    const top = goalTop(list, ids, goal.current) ?? topOfView(element, list.heights.tops(ids), ids);
    still.current = spotIn(element, list.name);
    const pinned = pinnedIn(element);
    const [shows, ahead, far] = [0, AHEAD, FAR].map((beyond) => around(list, ids, top, beyond)) as [Span, Span, Span];
    const { span } = view;
    const grow = growth.current;
    grow.wanted = !covers(span, around(list, ids, top, NEAR)) || (grow.wanted && !covers(span, ahead));
    clearTimeout(grow.timer);
    if (!covers(span, shows) || !covers(far, span) || pinned !== view.pinned) setView({ span: reaching(span, shows, far), pinned });
    else if (grow.wanted) grow.timer = setTimeout(() => setView({ span: towards(span, ahead, ids, list.heights), pinned }));
  };
  useLayoutEffect(() => again.current(false));
  useEffect(() => {
    const resized = new ResizeObserver(() => again.current(false));
    resized.observe(box.current!);
    const scrolled = () => again.current(true);
    addEventListener('scroll', scrolled, { passive: true });
    addEventListener('resize', scrolled);
    const leave = watchSpot(() => goal.current ?? (box.current && spotIn(box.current, list.name)));
    return () => {
      resized.disconnect();
      removeEventListener('scroll', scrolled);
      removeEventListener('resize', scrolled);
      clearTimeout(growth.current.timer);
      leave();
    };
  }, [list]);
  return view;
}

/** The place to find again, until it is found, given up, or one scrolls by oneself. */
function useGoal<T>(list: PagedList<T>, ids: readonly string[]): { current: Spot | null } {
  const [goal] = useState<{ current: Spot | null }>(() => ({ current: takeSpot(list.name) }));
  const pages = useRef(0);
  useLayoutEffect(() => {
    if (!goal.current) return;
    stopRestoring();
    const giveUp = () => (goal.current = null);
    const by = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;
    for (const type of by) addEventListener(type, giveUp, { passive: true });
    return () => {
      for (const type of by) removeEventListener(type, giveUp);
    };
  }, []);
  const { value: state } = list.state;
  useEffect(() => {
    if (!goal.current || ids.includes(goal.current.id) || state === 'loading') return;
    if (state === 'ready' && !list.complete.value && pages.current++ < MOST_PAGES_BACK) void list.more();
    else goal.current = null;
  }, [ids.length, state]);
  return goal;
}

function goalTop<T>({ heights }: PagedList<T>, ids: readonly string[], goal: Spot | null): number | null {
  const at = goal ? ids.indexOf(goal.id) : -1;
  return at === -1 ? null : heights.tops(ids)[at]! - goal!.offset;
}

function around<T>({ heights }: PagedList<T>, ids: readonly string[], top: number, beyond: number): Span {
  return spanBetween(ids, heights, heights.tops(ids), top - beyond * innerHeight, top + (1 + beyond) * innerHeight);
}
