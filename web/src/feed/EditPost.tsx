import { posts, type PostChange } from '../api';
import type { Gates, Post } from '../api/types';
import { MOST_ALT, MOST_GRAPHEMES } from '../compose/draft';
import { GateChoice } from '../compose/GateChoice';
import { draft, settle } from '../drafts';
import { t } from '../i18n';
import { Picture } from '../media/Picture';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { TextArea } from '../parts/Field';
import { useSending } from '../parts/sending';
import { Notice } from '../parts/States';
import { tell } from '../parts/Toasts';
import { countGraphemes } from '../text';
import { changePost } from './changes';

interface Form {
  text: string;
  alt: Record<string, string>;
  gates: Partial<Gates>;
}

/** What was changed so far; kept until it is saved or taken back. */
const UNCHANGED: Partial<Form> = {};
const changesDraft = (id: string) => draft<Partial<Form>>(`edit:${id}`, UNCHANGED);

/** What differs from the post as it is; null where nothing does. */
export function changesOf(post: Post, form: Form): PostChange | null {
  const alt = Object.fromEntries(
    post.media.filter((item) => (form.alt[item.id] ?? item.alt) !== item.alt).map((item) => [item.id, form.alt[item.id]!.trim()]),
  );
  const gates = form.gates.reply !== post.gates?.reply || form.gates.quote !== post.gates?.quote;
  const change = {
    ...(form.text.trim() !== post.text && { text: form.text.trim() }),
    ...(Object.keys(alt).length > 0 && { alt }),
    ...(gates && { gates: form.gates }),
  };
  return Object.keys(change).length > 0 ? change : null;
}

/** Change one's own post: its words, the descriptions of its pictures, who may answer. */
export default function EditPost({ post, onClose }: { post: Post; onClose: () => void }) {
  const typed = changesDraft(post.id);
  const form: Form = { text: post.text, alt: {}, gates: post.gates ?? {}, ...typed.value };
  const edit = (part: Partial<Form>) => (typed.value = { ...typed.value, ...part });
  const left = MOST_GRAPHEMES - countGraphemes(form.text);
  const change = changesOf(post, form);
  const empty = form.text.trim() === '' && post.media.length === 0;
  const { busy, error, submit: save } = useSending(async () => {
    const sent = typed.value;
    if (change === null) return forget();
    const edited = await posts.edit(post.id, change);
    changePost(post.id, (shown) => ({ ...shown, ...edited }));
    tell(t('app.saved'));
    settle(typed, sent, UNCHANGED);
    onClose();
  }, left >= 0 && !empty);
  const forget = () => {
    typed.value = UNCHANGED;
    onClose();
  };
  return (
    <Dialog title={t('edit.title')} onClose={onClose}>
      <form class="stack" onSubmit={save}>
        <TextArea
          label={t('compose.text')}
          rows={4}
          value={form.text}
          onInput={(event) => edit({ text: event.currentTarget.value })}
          error={left < 0 ? t('compose.over', { n: -left }) : undefined}
          hint={left <= 60 ? t('compose.left', { n: left }) : t('edit.hint')}
        />
        {post.media.length > 0 && (
          <ol class="attached">
            {post.media.map((item, at) => (
              <li key={item.id}>
                <div class="attached-picture">
                  <Picture media={item} thumb />
                </div>
                <TextArea
                  label={t('compose.alt', { n: at + 1 })}
                  rows={2}
                  maxLength={MOST_ALT}
                  value={form.alt[item.id] ?? item.alt}
                  onInput={(event) => edit({ alt: { ...form.alt, [item.id]: event.currentTarget.value } })}
                />
              </li>
            ))}
          </ol>
        )}
        <GateChoice gates={form.gates} onChange={(gates) => edit({ gates })} />
        <Notice error={error} resend />
        <div class="dialog-actions">
          <Button onClick={forget}>{t('app.cancel')}</Button>
          <Button look="primary" type="submit" busy={busy} disabled={left < 0 || empty}>
            {t('app.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
