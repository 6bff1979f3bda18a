import { draft } from '../drafts';
import type { Key } from '../i18n';

export const MOST_PROMPT = 2_000;

/** Sizes offered, as the API writes them. */
export const SIZES = ['1024x1024', '1024x1536', '1536x1024', '1536x512', '512x1536', '512x512'] as const;
export type Size = (typeof SIZES)[number];

/** Words that every provider understands; the built-in one draws each of them in its own way. */
export const STYLES: readonly { value: string; label: Key }[] = [
  { value: '', label: 'create.style.none' },
  { value: 'watercolour', label: 'create.style.watercolour' },
  { value: 'oil painting', label: 'create.style.oil' },
  { value: 'pencil drawing', label: 'create.style.pencil' },
  { value: 'ink drawing', label: 'create.style.ink' },
  { value: 'pastel', label: 'create.style.pastel' },
  { value: 'pixel art', label: 'create.style.pixel' },
  { value: 'poster', label: 'create.style.poster' },
  { value: 'neon', label: 'create.style.neon' },
  { value: 'film noir', label: 'create.style.noir' },
  { value: 'stained glass', label: 'create.style.glass' },
  { value: 'mosaic', label: 'create.style.mosaic' },
  { value: 'impressionist', label: 'create.style.impressionist' },
  { value: 'vintage', label: 'create.style.vintage' },
];

export const COUNTS = ['1', '2', '3', '4'] as const;

/** What is being ordered, as typed so far. */
export const orderDraft = draft('order', {
  prompt: '',
  size: '1024x1024' as Size,
  style: '',
  count: '2' as (typeof COUNTS)[number],
});

export function changeOrder(part: Partial<typeof orderDraft.value>): void {
  orderDraft.value = { ...orderDraft.value, ...part };
}

/** `1536x1024` → 1.5 */
export function ratioOfSize(size: string): number {
  const [width, height] = size.split('x').map(Number);
  return width && height ? width / height : 1;
}
