import type { FieldError, ProblemBody } from './types';

/** What an error means that says nothing for itself: it comes from something between the page and the API. */
const UNSAID: Record<number, string> = { 401: 'unauthenticated', 403: 'forbidden', 413: 'too_large', 429: 'rate_limited' };

/** How long one waits after a 429 that does not say it, in seconds. */
const LONG_ENOUGH = 30;

/** An answer of the API that is not a success (RFC 9457). `code` is stable; `detail` is for people. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly errors: readonly FieldError[];
  /** When an allowance that is used up comes back. */
  readonly renewsAt: string | null;
  /** Seconds after which asking again makes sense, where the server said so. */
  readonly retryAfter: number | null;
  readonly #answered = Date.now();

  constructor(status: number, body: Partial<ProblemBody>, retryAfter: number | null = null) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? UNSAID[status] ?? (status >= 500 ? 'unavailable' : 'unreadable');
    this.requestId = body.request_id ?? null;
    this.errors = Array.isArray(body.errors) ? body.errors : [];
    this.renewsAt = body.renews_at ?? null;
    this.retryAfter = retryAfter;
  }

  static async from(response: Response): Promise<Problem> {
    const body: unknown = await response.json().catch(() => null);
    const known = typeof body === 'object' && body !== null ? (body as Partial<ProblemBody>) : {};
    const { headers } = response;
    return new Problem(response.status, known, secondsOf(headers.get('Retry-After')) ?? (response.status === 429 ? secondsOf(headers.get('RateLimit-Reset')) : null));
  }

  /** What is wrong with one field of the form, if anything. */
  field(name: string): FieldError | undefined {
    return this.errors.find((error) => error.field === name);
  }

  /** Whole seconds until asking again makes sense; 0 once it does. */
  secondsLeft(now = Date.now()): number {
    const after = this.retryAfter ?? (this.code === 'rate_limited' ? LONG_ENOUGH : 0);
    return Math.max(0, Math.ceil((this.#answered + after * 1_000 - now) / 1_000));
  }
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function secondsOf(header: string | null, now = Date.now()): number | null {
  if (header === null) return null;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}

/** No answer came: the network is down, or the server took too long. */
export class Unreachable extends Error {
  /** The browser itself had no network: what was asked may go once it has. */
  readonly offline = !navigator.onLine;

  constructor(cause: unknown) {
    super('The server could not be reached', { cause });
    this.name = 'Unreachable';
  }
}
