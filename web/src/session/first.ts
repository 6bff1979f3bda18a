import { pause } from '../timing';

const LONGEST_MS = 3_000;
let came: () => void = () => undefined;
const coming = new Promise<void>((resolve) => (came = resolve));

/** Home's first posts are here, or can't be had. They are drawn before anything else is asked for. */
export const noteFirstPosts = (): void => void requestAnimationFrame(() => setTimeout(came));

/** On home the posts come first; who one is, is asked for behind them, so that nothing competes with what people wait for. */
export async function afterFirstPosts(): Promise<void> {
  if (location.pathname !== '/') return;
  await Promise.race([coming, pause(LONGEST_MS, new AbortController().signal)]);
}
