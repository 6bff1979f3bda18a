import { useEffect } from 'preact/hooks';
import type { Writing } from '../compose/draft';
import { t } from '../i18n/studio';
import { Button } from '../parts/Button';
import { Suggestions } from './Suggestions';
import { takeDescription } from './take';
import { useAssist } from './talk';

interface Props {
  id: string;
  writing: Writing;
  onDone: () => void;
}

/** What the picture shows, to be taken over as its description. */
export default function AltPilot({ id, writing, onDone }: Props) {
  const asking = useAssist();
  useEffect(() => asking.ask({ task: 'alt_text', media_id: id }), []);
  const take = (text: string) => {
    takeDescription(text, id, writing);
    onDone();
  };
  return (
    <section class="pilot slim" aria-label={t('pilot.task.alt_text')}>
      <Suggestions asking={asking} actions={(text) => <Button onClick={() => take(text)}>{t('pilot.use')}</Button>} />
      <div>
        <Button look="plain" onClick={onDone}>
          {t('app.close')}
        </Button>
      </div>
    </section>
  );
}
