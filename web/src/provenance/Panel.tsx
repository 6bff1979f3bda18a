import { useEffect, useRef } from 'preact/hooks';
import { provenance } from '../api/provenance';
import { Problem } from '../api';
import type { Author, Media, Provenance } from '../api/types';
import { explain } from '../i18n/errors';
import { t } from '../i18n/trust';
import { useLoaded } from '../loading';
import { Notice } from '../parts/States';
import { Papers } from './Papers';

/** Under a picture: who made it and with what, who vouches for that, what it was made from, what it looks like. */
export default function Panel({ media, author }: { media: Media; author: Author }) {
  const { value, error } = useLoaded<Provenance>(`provenance:${media.id}`, () => provenance.of(media.id));
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [value !== null]);
  return (
    <section ref={box} class="papers" aria-label={t('origin.title')}>
      <p>
        {t('origin.maker')} <a href={`/@${author.handle}`}>@{author.handle}</a>
        {media.ai && ` · ${media.ai.provider} · ${media.ai.model}`}
      </p>
      {value ? (
        <Papers
          manifest={value.c2pa}
          incoming={value.incoming}
          sourceType={value.digital_source_type ?? null}
          lineage={value.lineage}
          nearest={value.nearest.filter((near) => near.media_id !== media.id)}
        />
      ) : error ? (
        <Notice>{error instanceof Problem && error.status === 404 ? t('origin.failed') : explain(error)}</Notice>
      ) : (
        <p class="faint" role="status">
          {t('origin.loading')}
        </p>
      )}
      <p>
        <a href="/check">{t('origin.check')}</a>
      </p>
    </section>
  );
}
