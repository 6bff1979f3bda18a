import { useRef, useState } from 'preact/hooks';
import type { Post } from '../api/types';
import { rememberPublished } from '../feed/published';
import { QuotedPost } from '../feed/QuotedPost';
import { t } from '../i18n';
import { Picture, ratioOf } from '../media/Picture';
import { Button } from '../parts/Button';
import { deferred } from '../parts/deferred';
import { TextArea } from '../parts/Field';
import { Brush, ImagePlus, Sparkles, X } from '../parts/icons';
import { Notice } from '../parts/States';
import { tell } from '../parts/Toasts';
import { navigate, place } from '../routing/router';
import { countGraphemes } from '../text';
import {
  carryToStudio, change, clearSent, describe, detach, isFull, MOST_ALT, MOST_GRAPHEMES, postDraft, write, type About, type Attached, type Writing,
} from './draft';
import { GateChoice } from './GateChoice';
import { useHandOver } from './handOver';
import { LabelsChoice } from './LabelsChoice';
import { publish } from './publish';

const UploadDialog = deferred(() => import('./UploadDialog'));
const CoPilot = deferred(() => import('../copilot/CoPilot'));
const AltPilot = deferred(() => import('../copilot/AltPilot'));

interface Props {
  /** What is being written; the studio's post if nothing is said. */
  writing?: Writing;
  /** Fixed by the place: under a post one answers it. Else it is the draft's own. */
  about?: About;
  onDone?: (post: Post) => void;
}

/** Text, pictures with their descriptions, and out. */
export function Composer({ writing = postDraft, about: fixed, onDone = leaveStudio }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [helped, setHelped] = useState(false);
  const { text, media, gates, labels, assisted } = writing.value;
  const about = fixed ?? writing.value.about;
  const left = MOST_GRAPHEMES - countGraphemes(text);
  const undescribed = media.filter((item) => item.alt.trim() === '').length;
  const sendable = left >= 0 && (text.trim() !== '' || media.length > 0);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !sendable) return;
    if (undescribed > 0 && !asked) {
      // Asked once; who still has no words for it may post it without.
      setAsked(true);
      form.current?.querySelector<HTMLElement>('[data-undescribed] textarea')?.focus();
      return;
    }
    setBusy(true);
    setError(null);
    const sent = writing.value;
    try {
      const { post, described } = await publish(sent, about);
      clearSent(writing, sent);
      setAsked(false);
      setBusy(false);
      if (!described) tell(t('compose.altFailed'));
      onDone(post);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };

  return (
    <form ref={form} class={fixed ? 'composer' : 'composer panel'} id="composer" onSubmit={submit}>
      {!fixed && <h2>{t(about ? `compose.${about.kind}` : 'compose.title', { name: about ? `@${about.post.author.handle}` : '' })}</h2>}
      {!fixed && about && <AboutLine about={about} writing={writing} />}
      {!fixed && media.length === 0 && <p class="faint">{t('compose.empty')}</p>}
      {media.length > 0 && (
        <ol class="attached">
          {media.map((item, at) => (
            <AttachedPicture key={item.media.id} item={item} number={at + 1} writing={writing} />
          ))}
        </ol>
      )}
      <TextArea
        label={t(fixed ? `compose.${fixed.kind}` : 'compose.text', { name: fixed ? `@${fixed.post.author.handle}` : '' })}
        rows={fixed ? 2 : 3}
        placeholder={t(about?.kind === 'reply' ? 'compose.replyPlaceholder' : 'compose.placeholder')}
        value={text}
        onInput={(event) => write(event.currentTarget.value, writing)}
        onKeyDown={(event) => (event.ctrlKey || event.metaKey) && event.key === 'Enter' && form.current?.requestSubmit()}
        error={left < 0 ? t('compose.over', { n: -left }) : undefined}
        hint={left <= 60 ? t('compose.left', { n: left }) : undefined}
      />
      {fixed?.kind === 'quote' && <QuotedPost quote={fixed.post} />}
      {undescribed > 0 && (
        <p class="notice" role={asked ? 'alert' : undefined}>
          {t(asked ? 'compose.altAsk' : 'compose.altMissing', { n: undescribed })}
        </p>
      )}
      {assisted && assisted.length > 0 && (
        <p class="assisted faint">
          <Sparkles size={15} aria-hidden="true" /> {t('compose.assisted')}
        </p>
      )}
      {helped && <CoPilot writing={writing} about={about} name={fixed ? `${fixed.kind}:${fixed.post.id}` : 'studio'} />}
      <Notice error={error} resend />
      <div class="composer-foot">
        <UploadButton writing={writing} slim={fixed !== undefined} />
        <Button look="plain" aria-expanded={helped} onClick={() => setHelped(!helped)}>
          <Sparkles size={18} aria-hidden="true" /> {t('compose.pilot')}
        </Button>
        {fixed && <StudioButton writing={writing} about={fixed} />}
        {about?.kind !== 'reply' && <GateChoice gates={gates ?? {}} onChange={(next) => change({ gates: next }, writing)} />}
        <LabelsChoice labels={labels ?? []} onChange={(next) => change({ labels: next }, writing)} />
        <Button look="primary" type="submit" busy={busy} disabled={!sendable}>
          {t(busy ? 'compose.busy' : asked && undescribed > 0 ? 'compose.withoutAlt' : fixed?.kind === 'reply' ? 'compose.answer' : 'compose.submit')}
        </Button>
      </div>
    </form>
  );
}

function leaveStudio(post: Post): void {
  rememberPublished(post);
  const done = post.status === 'published' ? t('compose.posted') : t('compose.pendingPosted');
  tell(done, { href: `/p/${post.id}`, label: t('post.title') });
  // Whoever went elsewhere while it was on its way stays there.
  if (place.value.path !== '/create') return;
  navigate(post.status !== 'published' ? `/p/${post.id}` : post.reply_to ? `/p/${post.reply_to}` : '/');
}

/** In the studio: whom the post answers or quotes, and a way to make it a post of its own. */
function AboutLine({ about, writing }: { about: About; writing: Writing }) {
  const forget = () => {
    const { about: _, ...rest } = writing.value;
    writing.value = rest;
  };
  return (
    <div class="about">
      <QuotedPost quote={about.post} />
      <button type="button" class="icon-button" aria-label={t('compose.forget')} title={t('compose.forget')} onClick={forget}>
        <X size={18} aria-hidden="true" />
      </button>
    </div>
  );
}

function UploadButton({ writing, slim }: { writing: Writing; slim: boolean }) {
  const [open, setOpen] = useState(false);
  const [handed, setHanded] = useState<File>();
  const box = useRef<HTMLSpanElement>(null);
  const full = isFull(writing);
  const label = t('compose.upload');
  const show = (file?: File) => {
    setHanded(file);
    setOpen(true);
  };
  useHandOver(box, (file) => (full ? tell(t('compose.full')) : !open && show(file)));
  return (
    <>
      <Button
        look={slim ? 'plain' : 'quiet'}
        onClick={() => show()}
        disabled={full}
        title={full ? t('compose.full') : label}
        aria-label={label}
      >
        <ImagePlus size={18} aria-hidden="true" /> {!slim && label}
      </Button>
      <span ref={box} hidden />
      {open && <UploadDialog writing={writing} chosen={handed} onClose={() => setOpen(false)} />}
    </>
  );
}

function StudioButton({ writing, about }: { writing: Writing; about: About }) {
  const go = () => {
    carryToStudio(writing, about);
    navigate('/create');
  };
  return (
    <Button look="plain" onClick={go} title={t('compose.drawText')}>
      <Brush size={18} aria-hidden="true" /> {t('compose.draw')}
    </Button>
  );
}

function AttachedPicture({ item, number, writing }: { item: Attached; number: number; writing: Writing }) {
  const { media, alt } = item;
  const [helped, setHelped] = useState(false);
  const undescribed = alt.trim() === '';
  return (
    <li data-undescribed={undescribed ? '' : undefined}>
      <div class="attached-picture" style={{ '--ratio': ratioOf(media) }}>
        <Picture media={media} thumb />
        <button
          type="button"
          class="icon-button over"
          aria-label={t('compose.remove', { n: number })}
          onClick={() => detach(media.id, writing)}
        >
          <X size={16} aria-hidden="true" />
        </button>
      </div>
      <TextArea
        label={t('compose.alt', { n: number })}
        hint={undescribed ? t('compose.altHint') : undefined}
        rows={2}
        maxLength={MOST_ALT}
        value={alt}
        onInput={(event) => describe(media.id, event.currentTarget.value, writing)}
        aside={
          <button type="button" class="link" aria-expanded={helped} onClick={() => setHelped(!helped)} title={t('compose.suggestAltText', { n: number })}>
            {t('compose.suggestAlt')}
          </button>
        }
      />
      {helped && <AltPilot id={media.id} writing={writing} onDone={() => setHelped(false)} />}
    </li>
  );
}
