/** Where the first requests of a visit go. */
export const REFRESH = '/v1/sessions/refresh';
export const HOME = '/v1/feeds/home';
export const EXPLORE = '/v1/feeds/explore';
/** Posts a page of them. */
export const HOME_PAGE = 20;
export const EXPLORE_PAGE = 30;
