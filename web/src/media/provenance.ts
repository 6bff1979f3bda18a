import type { Media, Post } from '../api/types';
import type { Key } from '../i18n';
import { t } from '../i18n';

export interface Origin {
  label: 'ai.generated' | 'ai.procedural' | 'ai.assisted' | 'ai.undeclared';
  text: Key;
}

const isProcedural = (media: Media) => media.ai?.source_type === 'algorithmicMedia' || media.ai?.provider === 'procedural';

/** How a picture was made, as far as its own record says. */
export function provenanceText(media: Media): string | null {
  if (!media.ai) return null;
  return isProcedural(media)
    ? t('ai.proceduralText')
    : `${t('ai.generatedText')} ${media.ai.provider} · ${media.ai.model}`;
}

/**
 * The mark that a post carries. What a trained model made says AI; what the built-in procedural provider
 * drew says that, and does not pass for AI.
 */
export function originOf(post: Pick<Post, 'ai' | 'media'>): Origin | null {
  const made = post.media.filter((media) => media.ai);
  if (made.some((media) => !isProcedural(media))) return { label: 'ai.generated', text: 'ai.generatedText' };
  if (made.length > 0) return { label: 'ai.procedural', text: 'ai.proceduralText' };
  switch (post.ai) {
    case 'generated':
      return { label: 'ai.generated', text: 'ai.generatedPlain' };
    case 'assisted':
      return { label: 'ai.assisted', text: 'ai.assistedText' };
    case 'undeclared':
      return { label: 'ai.undeclared', text: 'ai.undeclaredText' };
    case 'none':
      return null;
  }
}
