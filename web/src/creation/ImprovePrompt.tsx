import { useState } from 'preact/hooks';
import { orderDraft } from '../generation/order';
import { t } from '../i18n/studio';
import { deferred } from '../parts/deferred';
import { Sparkles } from '../parts/icons';

const PromptPilot = deferred(() => import('../copilot/PromptPilot'));

/** Beside the prompt: the co-pilot's words for it. */
export function ImprovePrompt() {
  const [open, setOpen] = useState(false);
  if (orderDraft.value.prompt.trim() === '') return null;
  return (
    <>
      <button type="button" class="link with-icon" onClick={() => setOpen(true)}>
        <Sparkles size={15} aria-hidden="true" /> {t('pilot.improve')}
      </button>
      {open && <PromptPilot onClose={() => setOpen(false)} />}
    </>
  );
}
