import { useEffect, useRef, useState } from 'preact/hooks';
import { generations, media as mediaApi } from '../api';
import { portray } from '../api/account';
import type { Generation, Media } from '../api/types';
import { FileDrop, usePaste } from '../compose/FileDrop';
import { refuseFile, send, settled, UploadFailed } from '../compose/upload';
import { t } from '../i18n/account';
import { useLoaded } from '../loading';
import { Picture } from '../media/Picture';
import { Dialog } from '../parts/Dialog';
import { Notice } from '../parts/States';
import { tell } from '../parts/Toasts';
import { rename } from '../session/session';

const SHOWN = 12;

/** The profile's picture: one of those drawn here, or a file. It is taken as soon as it is chosen. */
export default function PortraitDialog({ onClose }: { onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);

  const attempt = async (deed: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    setRefusal(null);
    try {
      await deed();
    } catch (failure) {
      if (leaving.current.signal.aborted) return;
      if (failure instanceof UploadFailed) setRefusal(t('upload.failed'));
      else setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const take = async (id: string) => {
    rename(await portray(id));
    tell(t('avatar.done'));
    onClose();
  };
  const choose = (chosen: File | undefined) => {
    if (!chosen || busy) return;
    const reason = refuseFile(chosen);
    if (reason !== null) return setRefusal(t(`upload.${reason}`));
    setFile(chosen);
    void attempt(async () => {
      const { signal } = leaving.current;
      const ticket = await mediaApi.announceUpload({ content_type: chosen.type, bytes: chosen.size });
      await send(ticket.upload, chosen, () => undefined, signal);
      const found = await settled(ticket.media.id, signal);
      if (found.status === 'ready') return take(found.id);
      setRefusal(found.status === 'held' ? t('avatar.held') : (found.rejection?.detail ?? t('upload.refused')));
    });
  };
  usePaste(choose);
  return (
    <Dialog title={t('avatar.title')} onClose={onClose}>
      <div class="stack" aria-busy={busy}>
        <FileDrop file={file} onChoose={choose} words={{ choose: t('avatar.upload'), drop: t('upload.drop'), rule: t('upload.rule') }} />
        {busy && (
          <div aria-live="polite">
            <p class="faint">{t('upload.checking')}</p>
            <progress aria-label={t('avatar.title')} />
          </div>
        )}
        {refusal && (
          <p class="notice wrong" role="alert">
            {refusal}
          </p>
        )}
        <Notice error={error} />
        <Own onTake={(id) => void attempt(() => take(id))} />
      </div>
    </Dialog>
  );
}

const picturesOf = (jobs: readonly Generation[]): readonly Media[] =>
  jobs.flatMap(({ media }) => media.filter(({ status }) => status === 'ready')).slice(0, SHOWN);

/** What one had drawn lately. */
function Own({ onTake }: { onTake: (id: string) => void }) {
  const { value } = useLoaded('portraits', () => generations.list());
  if (!value) return null;
  const pictures = picturesOf(value.items);
  return (
    <section class="stack" aria-labelledby="portraits">
      <h3 id="portraits" class="small-head">
        {t('avatar.made')}
      </h3>
      {pictures.length === 0 && <p class="faint">{t('avatar.none')}</p>}
      <div class="portraits">
        {pictures.map((media, at) => (
          <button key={media.id} type="button" aria-label={media.alt || t('avatar.take', { n: at + 1 })} onClick={() => onTake(media.id)}>
            <Picture media={media} fill />
          </button>
        ))}
      </div>
    </section>
  );
}
