/** Windows that one case leaves to the next: signing in and starting the page cost more than most cases do. */
import { broken } from './faults.mjs';
import { go } from './world.mjs';

const idle = new Map();

/** Seconds to wait where nobody has to wait for them: enough for a busy machine to see that they are said. */
const LONG_S = 12;

/**
 * Does `use` in a window of this person's, with the page in it and nothing wrong. Where that page stands is an earlier case's:
 * `use` goes somewhere. The window of a case that fails is closed, so that nobody goes on in what it left.
 * `patient`: its clock is everybody's, and what moves does. Else `passes` can put its clock forward, and nothing moves.
 */
export async function inWindowOf(browser, who, use, { patient = false } = {}) {
  const key = `${who.handle} ${patient}`;
  const free = idle.get(key) ?? [];
  idle.set(key, free);
  const page = free.pop() ?? (await opened(browser, who, patient));
  page.fault = null;
  page.complaints.length = 0;
  await closedOnFailure(page, use);
  free.push(page);
}

/** Does `use` in a window that nobody has afterwards: of a guest who becomes somebody, of who gets another password. */
export async function inOwnWindow(browser, who, use) {
  const page = await opened(browser, who, false);
  await closedOnFailure(page, use);
  await page.context().close();
}

async function closedOnFailure(page, use) {
  try {
    await use(page);
  } catch (error) {
    await page.context().close();
    throw new Error(`${page.fault?.kind ?? 'nothing wrong'}: ${error.message}`, { cause: error });
  }
}

async function opened(browser, who, patient) {
  const page = await broken(browser, who);
  page.patient = patient;
  if (!patient) {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.clock.install();
    page.waits = LONG_S;
  }
  await go(page, '/check');
  return page;
}

/** So many seconds pass, at once where nobody has to wait for them. */
export async function passes(page, seconds) {
  if (!page.patient) await page.clock.fastForward(seconds * 1_000);
}
