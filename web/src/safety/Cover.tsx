import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Label } from '../api/types';
import { t } from '../i18n';
import { Button } from '../parts/Button';
import { EyeOff } from '../parts/icons';
import { labelNames } from './labels';
import { useCovered } from './preferences';
import { isUncovered, noteUncovered } from './uncovered';

interface Props {
  /** The post's. */
  id: string;
  labels: readonly Label[];
  /** One's own post is never covered. */
  own?: boolean;
  children: ComponentChildren;
}

/** What is labelled in a way that the viewer wants to be warned of stays covered until they open it. */
export function Cover({ id, labels, own = false, children }: Props) {
  const [open, setOpen] = useState(() => isUncovered(id));
  const turn = () => {
    noteUncovered(id, !open);
    setOpen(!open);
  };
  const covered = useCovered(labels);
  const over = own ? null : covered;
  // The children have one place, covered or not: what was opened in them stays open when the reader's wishes come late.
  return (
    <>
      {over && (
        <div class="cover" data-open={open ? '' : undefined}>
          <EyeOff size={18} aria-hidden="true" />
          <span>
            {t('label.covered')}: <strong>{labelNames(over)}</strong>
          </span>
          <Button aria-expanded={open} onClick={turn}>
            {t(open ? 'label.close' : 'label.open')}
          </Button>
        </div>
      )}
      {(!over || open) && children}
    </>
  );
}
