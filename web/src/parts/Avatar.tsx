import type { Author } from '../api/types';

/** The picture, or the first letter on a colour that is always the same for the same account. */
export function Avatar({ account, size = 44 }: { account: Pick<Author, 'id' | 'name' | 'handle' | 'avatar_url'>; size?: number }) {
  const box = { width: `${size}px`, height: `${size}px` };
  if (account.avatar_url) {
    return <img class="avatar" src={account.avatar_url} alt="" width={size} height={size} style={box} loading="lazy" />;
  }
  const letter = Array.from(account.name || account.handle)[0] ?? '?';
  return (
    <span class="avatar letter" aria-hidden="true" style={{ ...box, '--hue': hue(account.id), fontSize: `${size * 0.42}px` }}>
      {letter.toUpperCase()}
    </span>
  );
}

function hue(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 360;
  return sum;
}
