import type { Author } from '../api/types';
import { language, t, type Key } from '../i18n';

/** “Ann”, “Ann and Ben”, “Ann, Ben and 12 others”: names link to profiles, in the order and with the words of the language. */
export function Names({ actors, count }: { actors: readonly Author[]; count: number }) {
  const named = actors.slice(0, count > 2 ? 1 : 2);
  const others = Math.max(count, actors.length) - named.length;
  const parts = [...named.map((actor) => actor.id), ...(others > 0 ? [t('note.others', { n: others })] : [])];
  return (
    <>
      {new Intl.ListFormat(language.value).formatToParts(parts).map(({ type, value }, at) => {
        const actor = type === 'element' ? named.find((one) => one.id === value) : undefined;
        return actor ? (
          <a key={at} href={`/@${actor.handle}`} class="note-name">
            <bdi>{actor.name || actor.handle}</bdi>
          </a>
        ) : (
          value
        );
      })}
    </>
  );
}

/** A message with people where it says {who}. */
export function Sentence({ message, actors, count }: { message: Key; actors: readonly Author[]; count: number }) {
  const [before, after] = t(message, { n: count, who: '\u0000' }).split('\u0000');
  return (
    <>
      {before}
      {after !== undefined && <Names actors={actors} count={count} />}
      {after}
    </>
  );
}
