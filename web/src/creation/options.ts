import { computed, signal } from '@preact/signals';
import { options as api } from '../api/creation';
import type { GenerationOptions, ProviderOption } from '../api/types';
import { COUNTS, orderDraft, ratioOfSize, SIZES, STYLES, type Order } from '../generation/order';
import type { Key } from '../i18n/studio';

/** What the instance offers; null until it is known. */
export const offer = signal<GenerationOptions | null>(null);
export const offerFailed = signal(false);

/** Asked once a visit, and again after a failure. */
export async function askOptions(): Promise<void> {
  if (offer.value !== null) return;
  try {
    offer.value = await api.read();
    offerFailed.value = false;
  } catch {
    offerFailed.value = true;
  }
}

/** Whom the order goes to: the chosen provider where it is still offered, else the usual one. */
export const chosen = computed<ProviderOption | null>(() => {
  const known = offer.value;
  if (known === null) return null;
  const able = makersOf(known, orderDraft.value.original !== undefined);
  const named = (name: string) => able.find((one) => one.name === name);
  return named(orderDraft.value.provider) ?? named(known.default) ?? able[0] ?? null;
});

/** Whom to choose from: a remix needs somebody who can begin from a picture, where there is anybody. */
export function makersOf(known: GenerationOptions, remix: boolean): readonly ProviderOption[] {
  const able = remix ? known.providers.filter((one) => one.edits) : known.providers;
  return able.length > 0 ? able : known.providers;
}

/** Sizes to choose from: what the provider does well, and those of ours that fit its raster. */
export function sizesOf(provider: ProviderOption | null): readonly string[] {
  if (provider === null) return SIZES;
  const fits = (size: string) => provider.multiple && size.split('x').every((side) => Number(side) % provider.multiple! === 0);
  const ours = SIZES.filter((size) => provider.sizes.includes(size) || fits(size));
  return [...ours, ...provider.sizes.filter((size) => !ours.includes(size as (typeof SIZES)[number]))];
}

export interface StyleOption {
  value: string;
  label: Key | null;
}

/** Styles by the names that the provider knows; any words will do where it names none. */
export function stylesOf(provider: ProviderOption | null): readonly StyleOption[] {
  if (!provider || provider.styles.length === 0) return STYLES;
  const none = STYLES[0]!;
  return [none, ...provider.styles.map((value) => ({ value, label: labelOf(value) }))];
}

const plain = (style: string) => style.replaceAll(/[_-]/g, ' ').replace(/ (painting|drawing)$/, '').replace(/^film /, '');

const labelOf = (value: string): Key | null => STYLES.find((style) => style.value && plain(style.value) === plain(value))?.label ?? null;

/** The order as this provider can fill it: the nearest size, a style that it knows, no more pictures than it makes. */
export function fitting(order: Order, provider: ProviderOption | null): Order {
  if (provider === null) return order;
  const sizes = sizesOf(provider);
  const size = sizes.includes(order.size) ? order.size : nearest(order.size, sizes);
  const style = stylesOf(provider).some(({ value }) => value === order.style) ? order.style : '';
  const count = Number(order.count) <= provider.count ? order.count : COUNTS[Math.max(0, provider.count - 1)]!;
  return { ...order, size, style, count };
}

function nearest(size: string, sizes: readonly string[]): string {
  const distance = (other: string) => Math.abs(Math.log(ratioOfSize(size) / ratioOfSize(other)));
  return [...sizes].sort((one, other) => distance(one) - distance(other))[0] ?? size;
}

/** Its name as people know it, and what it is, where we know that. */
export function nameOf(provider: Pick<ProviderOption, 'name'>): Key | null {
  return provider.name in NAMES ? NAMES[provider.name]! : null;
}

const NAMES: Record<string, Key> = { procedural: 'maker.procedural', openai: 'maker.openai', bedrock: 'maker.bedrock' };
