export const ACCOUNT_PATH = '/account';

/** Where signing in itself happens: to be led back there would be going round in a circle. */
const NO_GOALS = ['/account/sign-in', '/account/enter', '/account/sign-out', '/account/signed-out'];

const NOWHERE = 'http://page.invalid';

/**
 * Where to go on after signing in: to a page of the account and nowhere else, whatever a link says.
 * @returns path and query; the account's first page for all that is not ours
 */
export function ownPath(text: string | undefined): string {
  if (text === undefined || !URL.canParse(text, NOWHERE)) return ACCOUNT_PATH;
  const { origin, pathname, search } = new URL(text, NOWHERE);
  const isAccount = pathname === ACCOUNT_PATH || pathname.startsWith(`${ACCOUNT_PATH}/`);
  const isGoal = !NO_GOALS.some((path) => pathname === path || pathname.startsWith(`${path}/`));
  return origin === NOWHERE && isAccount && isGoal ? `${pathname}${search}` : ACCOUNT_PATH;
}

/** The page on which to sign in. @param to where to go on afterwards */
export function signInPath({ to, lang }: { to?: string | undefined; lang?: string | undefined }): string {
  const query = new URLSearchParams({ ...(to && { to }), ...(lang && { lang }) });
  return query.size > 0 ? `/account/sign-in?${query}` : '/account/sign-in';
}
