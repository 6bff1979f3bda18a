import type { Author } from '../api/types';
import { t } from '../i18n';
import { Bot, Drama } from './icons';

/** Says that an account is not run by a person. */
export function KindBadge({ kind }: { kind: Author['kind'] }) {
  if (kind === 'human') return null;
  const Icon = kind === 'bot' ? Bot : Drama;
  return (
    <span class="badge" title={t(kind === 'bot' ? 'kind.botText' : 'kind.personaText')}>
      <Icon size={14} aria-hidden="true" />
      {t(kind === 'bot' ? 'kind.bot' : 'kind.persona')}
    </span>
  );
}

export function Byline({ author }: { author: Author }) {
  return (
    <span class="byline">
      <a href={`/@${author.handle}`}>
        <bdi class="name">{author.name || author.handle}</bdi>
      </a>
      <KindBadge kind={author.kind} />
      <span class="faint handle">@{author.handle}</span>
    </span>
  );
}
