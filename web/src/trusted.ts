/**
 * The page's policy lets no text become code (`require-trusted-types-for 'script'`). Whatever still needs to, such as a
 * service worker's address, goes through here; the policy's name is the one that the server allows.
 */

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): string };
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };

/** The address of a script among our own files, none other. Throws for what lies elsewhere. */
function ours(address: string): string {
  if (!/^\/[\w.-]+\.js$/.test(address)) throw new TypeError(`not a script of ours: ${address}`);
  return address;
}

const policy = trustedTypes?.createPolicy('imagora', { createScriptURL: ours });

/** What `serviceWorker.register` and `Worker` take: browsers that know no trusted types take the address itself. */
export const scriptAddress = (address: string): string => policy?.createScriptURL(address) ?? ours(address);
