import type { Facet } from '../api/types';

export interface Run {
  text: string;
  facet?: Facet;
}

const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;

/**
 * Cut a text at its facets, whose offsets count UTF-8 bytes. The runs joined are the text again, always:
 * a facet that overlaps another, ends outside the text or cuts a character in two is left out.
 */
export function splitByFacets(text: string, facets: readonly Facet[]): Run[] {
  if (facets.length === 0) return text === '' ? [] : [{ text }];
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const slice = (start: number, end: number) => decoder.decode(bytes.subarray(start, end));
  const runs: Run[] = [];
  let at = 0;
  for (const facet of [...facets].sort((a, b) => a.start - b.start)) {
    if (facet.start < at || facet.end <= facet.start || facet.end > bytes.length) continue;
    if (isContinuation(bytes[facet.start]) || isContinuation(bytes[facet.end])) continue;
    if (facet.start > at) runs.push({ text: slice(at, facet.start) });
    runs.push({ text: slice(facet.start, facet.end), facet });
    at = facet.end;
  }
  if (at < bytes.length) runs.push({ text: slice(at, bytes.length) });
  return runs;
}

/** Where a link may lead: the web, and nothing that runs. */
export function safeLink(value: string): string | null {
  try {
    const url = new URL(value);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}
