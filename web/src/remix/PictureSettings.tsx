import { useEffect, useRef, useState } from 'preact/hooks';
import { pictures } from '../api/creation';
import type { Media, MediaChange, RemixPolicy } from '../api/types';
import { t } from '../i18n/studio';
import { explain } from '../i18n/errors';
import { useLoaded } from '../loading';
import { Dialog } from '../parts/Dialog';
import { Choice, Switch } from '../parts/Field';
import { Picture } from '../media/Picture';
import { Failure } from '../parts/States';
import { tell } from '../parts/Toasts';

export const POLICIES: readonly RemixPolicy[] = ['everyone', 'followers', 'nobody'];

interface Props {
  media: Media;
  onClose: () => void;
  onChange?: (media: Media) => void;
}

/** The owner's rules for one picture: who may remix it, who may read its prompt. Each takes hold as it is chosen. */
export default function PictureSettings({ media: shown, onClose, onChange }: Props) {
  const { value: media, error, reload, set } = useLoaded<Media>(`picture:${shown.id}`, () => pictures.read(shown.id));
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (media) onChange?.(media);
  }, [media]);
  /** Chosen since the last request went out. One goes at a time: of two, the earlier might be the last to be stored. */
  const wanted = useRef<MediaChange | null>(null);
  const change = async (part: MediaChange) => {
    let stored = media ?? shown;
    const { share_prompt: shared, ...rest } = part;
    set({ ...stored, ...rest, ...(shared !== undefined && { prompt_shared: shared }) });
    wanted.current = { ...wanted.current, ...part };
    if (busy) return;
    setBusy(true);
    try {
      for (let wish: MediaChange | null = wanted.current; wish; wish = wanted.current) {
        wanted.current = null;
        stored = await pictures.change(shown.id, wish);
      }
      tell(t('app.saved'));
    } catch (failure) {
      wanted.current = null;
      tell(explain(failure));
    } finally {
      set(stored);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('policy.title')} onClose={onClose}>
      {error && !media ? (
        <Failure error={error} onRetry={reload} />
      ) : (
        <div class="policy">
          <div class="policy-picture">
            <Picture media={media ?? shown} thumb />
          </div>
          <div class="stack" aria-busy={!media || busy}>
            <Choice
              legend={t('policy.legend')}
              name={`policy-${shown.id}`}
              value={(media ?? shown).remix_policy}
              onChange={(policy) => void change({ remix_policy: policy })}
              options={POLICIES.map((value) => ({ value, label: t(`policy.${value}`) }))}
            />
            <p class="field-hint">{t('policy.future')}</p>
            {media?.ai?.prompt !== undefined && (
              <Switch
                label={t('policy.share')}
                hint={t('policy.shareText')}
                on={isShared(media)}
                busy={busy}
                onChange={(on) => void change({ share_prompt: on })}
              />
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}

const isShared = (media: Media): boolean => media.prompt_shared === true;
