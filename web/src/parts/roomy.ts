import { signal } from '@preact/signals';

const wide = matchMedia('(min-width: 78rem)');

/** Whether the window has room for a column beside what one reads. */
export const roomy = signal(wide.matches);
wide.addEventListener('change', ({ matches }) => (roomy.value = matches));
