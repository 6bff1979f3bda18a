import { computed } from '@preact/signals';
import type { GenerationOrder } from '../api';
import { draft } from '../drafts';
import type { Key } from '../i18n';

export const MOST_PROMPT = 2_000;

/** Sizes that have a name here, as the API writes them. */
export const SIZES = ['1024x1024', '1024x1536', '1536x1024', '1536x512', '512x1536', '512x512'] as const;

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
  { value: 'pointillist', label: 'create.style.pointillist' },
  { value: 'vintage', label: 'create.style.vintage' },
];

export const COUNTS = ['1', '2', '3', '4'] as const;

/** The picture that a remix starts from, as far as it is known. */
export interface Original {
  id: string;
  /** The post that shows it. */
  post?: string;
}

export interface Order {
  prompt: string;
  size: string;
  style: string;
  count: (typeof COUNTS)[number];
  /** Empty: the instance's own choice. */
  provider: string;
  fallback: boolean;
  original?: Original;
  /** How far a remix goes from its original, in percent. */
  strength: number;
}

/** What is being ordered, as typed so far. */
const stored = draft<Partial<Order>>('order', {});
const FRESH: Order = { prompt: '', size: '1024x1024', style: '', count: '2', provider: '', fallback: false, strength: 60 };

/** Drafts of earlier versions of the page lack what came later. */
export const orderDraft = computed<Order>(() => ({ ...FRESH, ...stored.value }));

export function changeOrder(part: Partial<Order>): void {
  stored.value = { ...stored.value, ...part };
}

/** A picture of its own again; the rest of the order stays. */
export function forgetOriginal(): void {
  const { original: _, ...rest } = stored.value;
  stored.value = rest;
}

interface Maker {
  name: string;
  strengths: boolean;
}

/** Whether one can say how far a remix goes. */
export const takesStrength = (maker: Maker | null): boolean => maker?.strengths ?? false;

/** The order as the API takes it: whom it goes to is said only where it isn't the usual one. */
export function orderBody(order: Order, maker: Maker | null, usual?: string): GenerationOrder {
  const { prompt, size, style, count, fallback, original, strength } = order;
  const provider = maker && maker.name !== usual ? maker.name : '';
  return {
    prompt: prompt.trim(),
    size,
    count: Number(count),
    ...(style && { style }),
    ...(provider && { provider }),
    ...(fallback && { allow_fallback: true }),
    ...(original && { remix_of: original.id, ...(takesStrength(maker) && { strength: strength / 100 }) }),
  };
}

/** `1536x1024` → 1.5 */
export function ratioOfSize(size: string): number {
  const [width, height] = size.split('x').map(Number);
  return width && height ? width / height : 1;
}
