/** Who signed in here last (an account's id in this browser's storage), so that a stranger's first visit asks for no refresh. */
export const RETURNING = 'imagora.returning';
