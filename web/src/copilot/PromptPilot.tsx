import { useEffect } from 'preact/hooks';
import { orderDraft } from '../generation/order';
import { t } from '../i18n/studio';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { Suggestions } from './Suggestions';
import { takePrompt } from './take';
import { useAssist } from './talk';

/** Better words for the prompt, to choose from. */
export default function PromptPilot({ onClose }: { onClose: () => void }) {
  const asking = useAssist();
  const prompt = orderDraft.value.prompt.trim();
  const ask = () => asking.ask({ task: 'improve_prompt', text: prompt });
  useEffect(ask, []);
  const take = (text: string) => {
    takePrompt(text);
    onClose();
  };
  return (
    <Dialog title={t('pilot.task.improve_prompt')} onClose={onClose}>
      <blockquote class="pilot-subject faint" dir="auto" aria-label={t('pilot.about.improve_prompt')}>
        {prompt}
      </blockquote>
      <Suggestions asking={asking} actions={(text) => <Button onClick={() => take(text)}>{t('pilot.use')}</Button>} />
      <div class="dialog-actions">
        <Button onClick={onClose}>{t('app.close')}</Button>
        <Button busy={asking.busy} onClick={ask}>
          {t(asking.busy ? 'pilot.busy' : 'pilot.again')}
        </Button>
      </div>
    </Dialog>
  );
}
