import type { Facet } from '../api/types';
import { safeLink, splitByFacets, type Run } from './facets';

/** A post's text as text nodes: nothing in it is ever read as HTML. */
export function PostText({ text, facets }: { text: string; facets: readonly Facet[] }) {
  if (text === '') return null;
  return (
    <p class="post-text" dir="auto">
      {splitByFacets(text, facets).map((run, at) => (
        <FacetRun key={at} {...run} />
      ))}
    </p>
  );
}

function FacetRun({ text, facet }: Run) {
  switch (facet?.kind) {
    case 'mention':
      return <a href={`/@${encodeURIComponent(facet.value.replace(/^@/, ''))}`}>{text}</a>;
    case 'tag':
      return <a href={`/tags/${encodeURIComponent(facet.value.replace(/^#/, ''))}`}>{text}</a>;
    case 'link': {
      const href = safeLink(facet.value);
      return href ? (
        <a href={href} target="_blank" rel="noopener nofollow ugc">
          {text}
        </a>
      ) : (
        <>{text}</>
      );
    }
    default:
      return <>{text}</>;
  }
}
