const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a reader would count as characters: grapheme clusters. */
export const countGraphemes = (text: string): number => [...segmenter.segment(text)].length;

/** Unicode code points. */
export const countCharacters = (text: string): number => [...text].length;

/** Somebody’s words in the middle of ours: they don’t turn those around when they run from right to left. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;

export const HANDLE = /^[a-z0-9_]{3,30}$/;
export const MINIMUM_PASSWORD = 8;
export const looksLikeEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
