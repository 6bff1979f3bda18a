import { place } from './router';

/** Where one wanted to go before signing in: a path of ours, never another site. */
export function nextPlace(): string {
  const wanted = new URLSearchParams(place.value.search).get('next') ?? '/';
  return /^\/(?![/\\])/.test(wanted) ? wanted : '/';
}
