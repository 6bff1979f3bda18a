import { computed, signal } from '@preact/signals';

/** How long people wait without a word, in milliseconds. */
export const PATIENCE_MS = 2_500;

const waiting = signal(0);

/** Whether an answer that somebody waits for takes long. */
export const late = computed(() => waiting.value > 0);

/** The answer, with a word to the reader if it takes long. */
export async function paced<T>(answer: Promise<T>): Promise<T> {
  let told = false;
  const timer = setTimeout(() => {
    told = true;
    waiting.value++;
  }, PATIENCE_MS);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
    if (told) waiting.value--;
  }
}
