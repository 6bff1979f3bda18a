import type { FieldError, ProblemBody } from './types';

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

  constructor(status: number, body: Partial<ProblemBody>, retryAfter: number | null = null) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? (status >= 500 ? 'unavailable' : 'unknown');
    this.requestId = body.request_id ?? null;
    this.errors = body.errors ?? [];
    this.renewsAt = body.renews_at ?? null;
    this.retryAfter = retryAfter;
  }

  static async from(response: Response): Promise<Problem> {
    const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
    const body: unknown = await response.json().catch(() => null);
    const known = typeof body === 'object' && body !== null ? (body as Partial<ProblemBody>) : {};
    return new Problem(response.status, known, Number.isNaN(seconds) ? null : seconds);
  }

  /** What is wrong with one field of the form, if anything. */
  field(name: string): FieldError | undefined {
    return this.errors.find((error) => error.field === name);
  }
}

/** No answer came: the network is down, or the server took too long. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The server could not be reached', { cause });
    this.name = 'Unreachable';
  }
}
