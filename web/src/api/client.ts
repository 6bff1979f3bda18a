import type { Authority } from './authority';
import type { Keys } from './keys';
import { paced } from './pace';
import { Problem, Unreachable } from './problem';

const TIMEOUT_MS = 30_000;
/** Characters of a body; browsers let all that outlives its page have 64 KiB together. */
const MOST_KEPT_ALIVE = 8_000;

type Fetch = (address: string, init: RequestInit) => Promise<Response>;

export interface RequestOptions {
  body?: unknown;
  query?: Record<string, string | number | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Without the caller's token: signing up, signing in. */
  anonymous?: boolean;
  /** Asked in the background: nobody waits for it, so nobody is told when it takes long. */
  quiet?: boolean;
}

/** What came back, read to its end. */
interface Answer {
  body: unknown;
  problem: Problem | null;
}

/** JSON over fetch: bearer token, one renewal after a 401, problems as errors, idempotent creation. */
export class ApiClient {
  readonly #fetch: Fetch;
  readonly #authority: Authority;
  readonly #keys: Keys;

  constructor(authority: Authority, fetcher: Fetch = (...request) => fetch(...request), keys: Keys = new Map()) {
    this.#keys = keys;
    this.#authority = authority;
    this.#fetch = fetcher;
  }

  /** Raises Problem for any answer but 2xx, Unreachable when there was none. */
  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const token = options.anonymous ? null : this.#authority.token();
    let { problem, body } = await this.#ask(method, path, options, token);
    // A wrong password in the body is no matter of the token: asking again would count as a second guess.
    if (problem?.status === 401 && token !== null && problem.code !== 'invalid_credentials' && (await this.#authority.renew(token))) {
      ({ problem, body } = await this.#ask(method, path, options, this.#authority.token()));
    }
    if (problem) throw problem;
    return body as T;
  }

  get<T>(path: string, options?: RequestOptions): Promise<T> {
    return this.request<T>('GET', path, options);
  }

  /**
   * POST that creates. The same body sent again before the server gave a final answer carries the same
   * Idempotency-Key, so pressing the button twice, or again after a lost connection, makes one thing; where `keys` are
   * kept, after a reload, too.
   */
  async create<T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> {
    const fingerprint = `${path}\n${JSON.stringify(body)}`;
    const key = this.#keys.get(fingerprint) ?? randomKey();
    this.#keys.set(fingerprint, key);
    try {
      const created = await this.request<T>('POST', path, {
        ...options,
        body,
        headers: { ...options.headers, 'Idempotency-Key': key },
      });
      this.#keys.delete(fingerprint);
      return created;
    } catch (error) {
      if (isFinal(error)) this.#keys.delete(fingerprint);
      throw error;
    }
  }

  #ask(method: string, path: string, options: RequestOptions, token: string | null): Promise<Answer> {
    const answer = this.#send(method, path, options, token);
    return options.quiet ? answer : paced(answer);
  }

  async #send(method: string, path: string, options: RequestOptions, token: string | null): Promise<Answer> {
    const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
    if (options.body !== undefined) headers['Content-Type'] = 'application/json';
    if (token !== null) headers['Authorization'] = `Bearer ${token}`;
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await this.#fetch(path + queryString(options.query), {
        method,
        headers,
        body,
        credentials: 'same-origin',
        // Shown as done before it is: who then leaves the page at once has still done it.
        keepalive: method !== 'GET' && (body ?? '').length <= MOST_KEPT_ALIVE,
        signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      });
      return await read(response);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new Unreachable(error);
    }
  }
}

/** Raises what the network raises where the answer is cut off. */
async function read(response: Response): Promise<Answer> {
  if (!response.ok) return { body: undefined, problem: await Problem.from(response) };
  if (response.status === 204) return { body: undefined, problem: null };
  const text = await response.text();
  try {
    return { body: JSON.parse(text), problem: null };
  } catch {
    // A page of some proxy's, or nothing at all: not what was asked for, whatever its status says.
    return { body: undefined, problem: new Problem(502, { code: 'unreadable' }) };
  }
}

function isFinal(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  return error.status >= 400 && error.status < 500 && ![401, 408, 409, 429].includes(error.status);
}

function queryString(query: RequestOptions['query']): string {
  const pairs = Object.entries(query ?? {}).filter((pair): pair is [string, string | number] => pair[1] !== undefined);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
}

/** 128 random bits; `crypto.randomUUID` exists in secure contexts only. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
