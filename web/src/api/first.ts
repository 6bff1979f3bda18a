/** Where the first requests of a member's visit go. */
export const REFRESH = '/v1/sessions/refresh';
export const HOME = '/v1/feeds/home';
export const PAGE = 20;
export const FIRST_POSTS = `${HOME}?limit=${PAGE}`;
