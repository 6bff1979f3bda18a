/** A windowed list as it lies in the page. Its children are slots, which have no box of their own, and spaces. */
import type { Spot } from '../routing/spot';
import type { Heights } from './span';

const boxOf = (child: Element): Element | null => (child.classList.contains('slot') ? child.firstElementChild : child);

const topOf = (child: Element): number | undefined => boxOf(child)?.getBoundingClientRect().top;

const isSlot = (child: Element): child is HTMLElement => child.classList.contains('slot');

export const slotOf = (list: Element, id: string): HTMLElement | undefined =>
  [...list.children].filter(isSlot).find((slot) => slot.dataset['id'] === id);

/** Notes how high the drawn rows are; false where the list can't be seen, and so not measured. */
export function measure(list: HTMLElement, heights: Heights): boolean {
  const { width, bottom } = list.getBoundingClientRect();
  if (width === 0) return false;
  heights.fit(width);
  heights.gap = Number.parseFloat(getComputedStyle(list).rowGap) || 0;
  const children = [...list.children];
  let below = bottom + heights.gap;
  let row: HTMLElement[] = [];
  const close = (top: number) => {
    row.forEach((slot, at) => heights.note(slot.dataset['id']!, at === row.length - 1 ? Math.max(0, below - top) : 0));
    row = [];
  };
  // From the end, so that what stands below a row is known; a row's first item is the last that is met.
  let rowTop = below;
  for (const child of children.reverse()) {
    const top = topOf(child) ?? rowTop;
    if (Math.abs(top - rowTop) >= 1 || !isSlot(child)) {
      close(rowTop);
      below = rowTop;
      rowTop = top;
    }
    if (isSlot(child)) row.push(child);
  }
  close(rowTop);
  return true;
}

/** How far below the list's top, in its own measure, the window begins: told by what is drawn, not by estimates. */
export function topOfView(list: HTMLElement, tops: readonly number[], ids: readonly string[]): number {
  const slot = nearest(list);
  const at = slot ? ids.indexOf(slot.dataset['id']!) : -1;
  return at === -1 ? -list.getBoundingClientRect().top : tops[at]! - topOf(slot!)!;
}

/** The drawn item that is nearest to the window's top edge. */
function nearest(list: HTMLElement): HTMLElement | undefined {
  const slots = [...list.children].filter(isSlot).filter((slot) => slot.firstElementChild);
  return slots.sort((a, b) => Math.abs(topOf(a)!) - Math.abs(topOf(b)!))[0];
}

/** The first item that shows; null while the list's top is in sight. */
export function spotIn(list: HTMLElement, name: string): Spot | null {
  if (list.getBoundingClientRect().top > 0) return null;
  for (const slot of list.children) {
    const box = boxOf(slot)?.getBoundingClientRect();
    if (isSlot(slot) && box && box.bottom > 0) return { list: name, id: slot.dataset['id']!, offset: box.top };
  }
  return null;
}

export function bringTo(list: HTMLElement, { id, offset }: Spot): void {
  const top = slotOf(list, id);
  const found = top && topOf(top);
  if (found !== undefined) scrollBy({ top: found - offset, behavior: 'instant' });
}

const ANCHORS = typeof CSS !== 'undefined' && CSS.supports?.('overflow-anchor', 'auto');

/** What one reads stays where it is when something above grows. Most browsers see to that by themselves. */
export function keepStill(list: HTMLElement, spot: Spot | null): void {
  if (!ANCHORS && spot) bringTo(list, spot);
}

/** The item in which the focus is, or text that is being selected. */
export function pinnedIn(list: HTMLElement): string | null {
  const selection = document.getSelection();
  const selected = selection && !selection.isCollapsed ? selection.anchorNode?.parentElement : null;
  for (const element of [document.activeElement, selected]) {
    const slot = element?.closest<HTMLElement>('.slot');
    if (slot && slot.parentElement === list) return slot.dataset['id']!;
  }
  return null;
}
