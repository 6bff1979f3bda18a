import type { Post } from '../api/types';
import { t } from '../i18n';
import { CircleQuestionMark, Shapes, Sparkles } from '../parts/icons';
import { originOf, type Origin } from './provenance';

const ICONS: Record<Origin['label'], typeof Sparkles> = {
  'ai.generated': Sparkles,
  'ai.assisted': Sparkles,
  'ai.procedural': Shapes,
  'ai.undeclared': CircleQuestionMark,
};

/** Who or what made this: a mark that opens into a plain sentence and the models used. */
export function OriginMark({ post }: { post: Pick<Post, 'ai' | 'media'> }) {
  const origin = originOf(post);
  if (!origin) return null;
  const Icon = ICONS[origin.label];
  const models = [...new Set(post.media.flatMap((media) => (media.ai ? [`${media.ai.provider} · ${media.ai.model}`] : [])))];
  return (
    <details class="origin">
      <summary class="badge">
        <Icon size={14} aria-hidden="true" />
        {t(origin.label)}
      </summary>
      <div class="origin-text">
        <p>{t(origin.text)}</p>
        {models.map((model) => (
          <p class="faint" key={model}>
            {model}
          </p>
        ))}
      </div>
    </details>
  );
}
