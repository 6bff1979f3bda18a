import { posts } from '../api';
import type { Page, Version } from '../api/types';
import { PostText } from '../feed/PostText';
import { moment, t } from '../i18n';
import { useLoaded } from '../loading';
import { BackLink } from '../parts/BackLink';
import { Failure, PostSkeletons } from '../parts/States';
import { Screen } from '../parts/Screen';

/** What a post said before it was edited. */
export default function History({ id }: { id: string }) {
  const { value, error, reload } = useLoaded<Page<Version>>(`history:${id}`, () => posts.history(id));
  return (
    <Screen title={t('history.title')} text={t('history.text')} before={<BackLink href={`/p/${id}`} label={t('post.title')} />}>
      {value ? (
        <ol class="versions">
          {value.items.map((version, at) => (
            <li key={version.at} class="panel">
              <p class="faint">
                {t(at === 0 ? 'history.now' : at === value.items.length - 1 ? 'history.first' : 'history.then')} ·{' '}
                <time dateTime={version.at}>{moment(version.at)}</time>
              </p>
              {version.text ? <PostText text={version.text} facets={version.facets} /> : <p class="faint">{t('history.noText')}</p>}
              <Descriptions alt={version.alt ?? {}} />
            </li>
          ))}
        </ol>
      ) : error ? (
        <Failure error={error} onRetry={reload} />
      ) : (
        <PostSkeletons count={1} />
      )}
    </Screen>
  );
}

/** What the pictures were said to show. */
function Descriptions({ alt }: { alt: Record<string, string> }) {
  return (
    <>
      {Object.entries(alt).map(([id, text], at) => (
        <p key={id} class="faint" dir="auto">
          {t('compose.alt', { n: at + 1 })}: {text || t('media.noAlt')}
        </p>
      ))}
    </>
  );
}
