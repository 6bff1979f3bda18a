import type { Label } from '../api/types';
import { t } from '../i18n';

/** The labels that have a name here. Others are shown as they are written. */
export const LABELS = [
  'sensitive',
  'graphic',
  'nudity',
  'sexual',
  'flashing',
  'spoiler',
  'satire',
  'misleading',
  'political_synthetic',
  'health',
  'looks_like',
  'help_lines',
] as const;

/** What an author may say of their own post. */
export const AUTHORS_LABELS = ['sensitive', 'graphic', 'sexual', 'flashing', 'spoiler', 'satire', 'political_synthetic'] as const;

type Known = (typeof LABELS)[number];

export const labelName = (value: string): string =>
  (LABELS as readonly string[]).includes(value) ? t(`label.${value as Known}`) : value.replaceAll('_', ' ');

export const labelNames = (labels: readonly Label[]): string => [...new Set(labels.map((label) => labelName(label.value)))].join(', ');
