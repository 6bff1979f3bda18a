import type { ComponentChildren } from 'preact';
import type { Ancestor, Manifest, NearWork } from '../api/types';
import { t, type Key } from '../i18n/trust';
import { trust } from '../i18n/trust/en';
import { CircleAlert, CircleCheck, CircleQuestionMark } from '../parts/icons';

interface Props {
  manifest: Manifest;
  /** What the file that came said of itself, where it is kept. */
  incoming?: Manifest | undefined;
  sourceType: string | null;
  lineage: readonly Ancestor[];
  nearest: readonly NearWork[];
}

/** All that is known of a picture's origin, in plain words; what isn't known is said not to be. */
export function Papers({ manifest, incoming, sourceType, lineage, nearest }: Props) {
  return (
    <dl>
      <Entry name={t('origin.source')}>{sourceType === null ? t('origin.source.none') : termed('origin.source', sourceType)}</Entry>
      <Entry name={t('origin.signature')}>
        <Signature manifest={manifest} />
      </Entry>
      {manifest.actions.length > 0 && (
        <Entry name={t('origin.actions')}>
          <Actions manifest={manifest} />
        </Entry>
      )}
      {incoming && (
        <Entry name={t('origin.incoming')}>
          <p>{t('origin.incomingText')}</p>
          <Signature manifest={incoming} />
          <Actions manifest={incoming} />
        </Entry>
      )}
      <Entry name={t('origin.lineage')}>
        {lineage.length === 0 ? (
          t('origin.lineageNone')
        ) : (
          <ol class="steps">
            {lineage.map((ancestor, at) => (
              <li key={at}>
                <Parent ancestor={ancestor} nearest={nearest} />
              </li>
            ))}
          </ol>
        )}
      </Entry>
      <Entry name={t('origin.looksLike')}>{nearest.length === 0 ? t('origin.nearNone') : <Kin nearest={nearest} />}</Entry>
    </dl>
  );
}

function Entry({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A word of the standard in ours, or as it is where we have none. */
function termed(group: 'origin.source' | 'origin.action', term: string): string {
  const key = `${group}.${term.replace(/^c2pa\./, '')}`;
  return key in trust ? t(key as Key) : term;
}

/** Nothing at all is said where there is no manifest. */
const isMissing = ({ valid, issuer, actions, problems }: Manifest) => !valid && !issuer && actions.length === 0 && !problems?.length;

function Signature({ manifest }: { manifest: Manifest }) {
  const issuer = manifest.issuer ?? t('origin.someone');
  const [Icon, words] = manifest.trusted
    ? ([CircleCheck, t('origin.trusted', { issuer })] as const)
    : manifest.valid
      ? ([CircleQuestionMark, t('origin.valid', { issuer })] as const)
      : isMissing(manifest)
        ? ([CircleQuestionMark, t('origin.unsigned')] as const)
        : ([CircleAlert, t('origin.broken')] as const);
  return (
    <p class="signature" data-trusted={manifest.trusted ? '' : undefined}>
      <Icon size={18} aria-hidden="true" /> <span>{words}</span>
    </p>
  );
}

function Actions({ manifest }: { manifest: Manifest }) {
  if (manifest.actions.length === 0) return null;
  return (
    <ol class="steps">
      {manifest.actions.map(({ action, software_agent: tool }, at) => (
        <li key={at}>
          {tool ? t('origin.with', { action: termed('origin.action', action), tool }) : termed('origin.action', action)}
        </li>
      ))}
    </ol>
  );
}

/** What it was made from: a link where a post shows it, else what may be said of it. */
function Parent({ ancestor, nearest }: { ancestor: Ancestor; nearest: readonly NearWork[] }) {
  const { title, issuer, media_id: id } = ancestor;
  const shown = nearest.find((near) => near.media_id === id);
  if (shown) return <a href={`/p/${shown.post_id}`}>{`${t('origin.lineageOurs')} ${t('origin.by', { name: `@${shown.author.handle}` })}`}</a>;
  if (id) return <>{t('origin.lineageOurs')}</>;
  if (title && issuer) return <>{t('origin.lineageBy', { title, issuer })}</>;
  return <>{title ?? (issuer ? t('origin.lineageSigned', { issuer }) : t('origin.lineageGone'))}</>;
}

/** Up to here re-encoding moves a picture's hash; from here on something was changed. */
const SAME = 0.02;

/** Pictures that it looks like, with whom the credit belongs to. */
function Kin({ nearest }: { nearest: readonly NearWork[] }) {
  return (
    <ul class="kin">
      {nearest.map((near) => (
        <li key={near.media_id}>
          <a href={`/p/${near.post_id}`}>
            <img src={near.thumb_url} alt="" loading="lazy" />
            <span>{t(near.distance <= SAME ? 'origin.same' : 'origin.nearly')}</span>
            <span class="faint">{t('origin.by', { name: `@${near.author.handle}` })}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
