import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { Picture, ratioOf } from '../media/Picture';
import { Button } from '../parts/Button';
import { TextArea } from '../parts/Field';
import { ImagePlus, X } from '../parts/icons';
import { Notice } from '../parts/States';
import { tell } from '../parts/Toasts';
import { navigate } from '../routing/router';
import { rememberPublished } from '../feed/published';
import { countGraphemes } from '../text';
import { change, clearDraft, describe, detach, isFull, MOST_GRAPHEMES, postDraft, type Attached } from './draft';
import { publish } from './publish';
import { UploadDialog } from './UploadDialog';

/** Text, pictures with their descriptions, and out. */
export function Composer() {
  const { text, media } = postDraft.value;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const left = MOST_GRAPHEMES - countGraphemes(text);
  const undescribed = media.filter((item) => item.alt.trim() === '').length;
  const sendable = left >= 0 && (text.trim() !== '' || media.length > 0);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !sendable) return;
    setBusy(true);
    setError(null);
    try {
      const { post, described } = await publish(text, media);
      clearDraft();
      rememberPublished(post);
      const done = post.status === 'published' ? t('compose.posted') : t('compose.pendingPosted');
      tell(described ? done : t('compose.altFailed'), { href: `/p/${post.id}`, label: t('post.title') });
      navigate(post.status === 'published' ? '/' : `/p/${post.id}`);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };

  return (
    <form class="composer panel" id="composer" onSubmit={submit}>
      <h2>{t('compose.title')}</h2>
      {media.length === 0 && <p class="faint">{t('compose.empty')}</p>}
      <ol class="attached">
        {media.map((item, at) => (
          <AttachedPicture key={item.media.id} item={item} number={at + 1} />
        ))}
      </ol>
      <TextArea
        label={t('compose.text')}
        rows={3}
        placeholder={t('compose.placeholder')}
        value={text}
        onInput={(event) => change({ text: event.currentTarget.value })}
        error={left < 0 ? t('compose.over', { n: -left }) : undefined}
        hint={left <= 60 ? t('compose.left', { n: left }) : undefined}
      />
      {undescribed > 0 && <p class="notice">{t('compose.altMissing', { n: undescribed })}</p>}
      <Notice error={error} />
      <div class="composer-foot">
        <UploadButton />
        <Button look="primary" type="submit" busy={busy} disabled={!sendable}>
          {busy ? t('compose.busy') : t('compose.submit')}
        </Button>
      </div>
    </form>
  );
}

function UploadButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)} disabled={isFull.value} title={isFull.value ? t('compose.full') : undefined}>
        <ImagePlus size={18} aria-hidden="true" /> {t('compose.upload')}
      </Button>
      {open && <UploadDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function AttachedPicture({ item, number }: { item: Attached; number: number }) {
  const { media, alt } = item;
  return (
    <li>
      <div class="attached-picture" style={{ '--ratio': ratioOf(media) }}>
        <Picture media={media} thumb />
        <button
          type="button"
          class="icon-button over"
          aria-label={t('compose.remove', { n: number })}
          onClick={() => detach(media.id)}
        >
          <X size={16} aria-hidden="true" />
        </button>
      </div>
      <TextArea
        label={t('compose.alt', { n: number })}
        hint={alt.trim() === '' ? t('compose.altHint') : undefined}
        rows={2}
        maxLength={1000}
        value={alt}
        onInput={(event) => describe(media.id, event.currentTarget.value)}
      />
    </li>
  );
}
