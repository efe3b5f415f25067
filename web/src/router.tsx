import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { everyOrganization } from './api/organization.ts';
import { currentSession, type Session, subscribe } from './api/session.ts';
import { listSearch, parseSearch, stringifySearch } from './list/search.ts';
import { PageFailed, PageMissing } from './shell/page-states.tsx';
import { Shell } from './shell/shell.tsx';
import { restOfTexts } from './text/text.tsx';

// Every address of the application, in one place. Pages are loaded when they are first opened.

const root = createRootRouteWithContext<{ session: Session }>()({ component: Outlet, notFoundComponent: PageMissing });

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: page(() => import('./first-run/setup-page.tsx'), 'SetupPage'),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    // Said as undefined: what is not said would stay as it came.
    ({ to: typeof search.to === 'string' && isOwnPath(search.to) ? search.to : undefined }) as { to?: string },
  component: lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
});
const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: page(() => import('./sign-in/forgot-password-page.tsx'), 'ForgotPasswordPage'),
});
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: page(() => import('./sign-in/reset-password-page.tsx'), 'ResetPasswordPage'),
});
const acceptInvitation = createRoute({
  getParentRoute: () => root,
  path: '/accept-invitation',
  component: page(() => import('./sign-in/accept-invitation-page.tsx'), 'AcceptInvitationPage'),
});
const verifyAddress = createRoute({
  getParentRoute: () => root,
  path: '/verify-address',
  component: page(() => import('./sign-in/verify-address-page.tsx'), 'VerifyAddressPage'),
});
const unsubscribe = createRoute({
  getParentRoute: () => root,
  path: '/unsubscribe',
  validateSearch: listSearch,
  component: page(() => import('./sign-in/unsubscribe-page.tsx'), 'UnsubscribePage'),
});

/** Everything below is for somebody who is signed in; who is not comes back to it after signing in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: ({ location }) => {
    const { state } = currentSession();
    if (state === 'signed-out')
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } });
  },
  component: Shell,
  notFoundComponent: PageMissing,
  errorComponent: PageFailed,
});

const start = createRoute({ getParentRoute: () => inside, path: '/', component: Start });
const place = createRoute({ getParentRoute: () => inside, path: '/o/$org' });
const inPlace = { getParentRoute: () => place, validateSearch: listSearch };

const home = createRoute({
  ...inPlace,
  path: '/',
  component: page(() => import('./home/home-page.tsx'), 'HomePage'),
});
const sites = createRoute({
  ...inPlace,
  path: 'sites',
  component: lazyRouteComponent(() => import('./sites/sites-page.tsx'), 'SitesPage'),
});
const newSite = createRoute({
  ...inPlace,
  path: 'sites/new',
  component: page(() => import('./first-run/new-site-page.tsx'), 'NewSitePage'),
});
const site = createRoute({
  ...inPlace,
  path: 'sites/$siteId',
  component: page(() => import('./site/site-page.tsx'), 'SitePage'),
});
const connectSite = createRoute({
  ...inPlace,
  path: 'sites/$siteId/connect',
  component: page(() => import('./first-run/connect-page.tsx'), 'ConnectPage'),
});
const modules = createRoute({
  ...inPlace,
  path: 'modules',
  component: page(() => import('./modules/modules-page.tsx'), 'ModulesPage'),
});
const module = createRoute({
  ...inPlace,
  path: 'modules/$moduleId',
  component: page(() => import('./module/module-page.tsx'), 'ModulePage'),
});
const advisories = createRoute({
  ...inPlace,
  path: 'advisories',
  component: page(() => import('./advisories/advisories-page.tsx'), 'AdvisoriesPage'),
});
const advisory = createRoute({
  ...inPlace,
  path: 'advisories/$advisoryId',
  component: page(() => import('./advisory/advisory-page.tsx'), 'AdvisoryPage'),
});
const reports = createRoute({
  ...inPlace,
  path: 'reports',
  component: page(() => import('./reports/reports-page.tsx'), 'ReportsPage'),
});
const runway = createRoute({
  ...inPlace,
  path: 'runway',
  component: page(() => import('./reports/runway-page.tsx'), 'RunwayPage'),
});
const keys = createRoute({
  ...inPlace,
  path: 'keys',
  component: page(() => import('./keys/keys-page.tsx'), 'KeysPage'),
});
const members = createRoute({
  ...inPlace,
  path: 'members',
  component: page(() => import('./members/members-page.tsx'), 'MembersPage'),
});
const audit = createRoute({
  ...inPlace,
  path: 'audit',
  component: page(() => import('./audit/audit-page.tsx'), 'AuditPage'),
});
const settings = createRoute({
  ...inPlace,
  path: 'settings',
  component: page(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
});
const profile = createRoute({
  getParentRoute: () => inside,
  path: '/profile',
  validateSearch: listSearch,
  component: page(() => import('./profile/profile-page.tsx'), 'ProfilePage'),
});
const notifications = createRoute({
  getParentRoute: () => inside,
  path: '/notifications',
  validateSearch: listSearch,
  component: page(() => import('./notifications/notifications-page.tsx'), 'NotificationsPage'),
});
const consolePage = createRoute({
  getParentRoute: () => inside,
  path: '/console',
  validateSearch: listSearch,
  component: page(() => import('./console/console-page.tsx'), 'ConsolePage'),
});

const routeTree = root.addChildren([
  setup,
  signIn,
  forgotPassword,
  resetPassword,
  acceptInvitation,
  verifyAddress,
  unsubscribe,
  inside.addChildren([
    start,
    place.addChildren([
      home,
      sites,
      newSite,
      site,
      connectSite,
      modules,
      module,
      advisories,
      advisory,
      reports,
      runway,
      keys,
      members,
      audit,
      settings,
    ]),
    profile,
    notifications,
    consolePage,
  ]),
]);

export const router = createRouter({
  routeTree,
  context: { session: { state: 'starting' } },
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingMs: 150,
  defaultNotFoundComponent: PageMissing,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
});

// Signing in or out changes what may be shown.
subscribe(() => void router.invalidate());

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** `/` is the person's own organization, or everything for whoever has none or several. */
function Start() {
  const session = currentSession();
  if (!('user' in session)) return null;
  const { organization, memberships } = session.user;
  const org =
    memberships.length > 1
      ? everyOrganization
      : (organization?.id ?? memberships[0]?.organization.id ?? everyOrganization);
  return <Navigate to="/o/$org" params={{ org }} replace />;
}

/** A page that is loaded, with its texts, when it is first opened. The list of sites and signing in need no other texts. */
function page<M extends Record<string, unknown>, N extends keyof M & string>(load: () => Promise<M>, name: N) {
  return lazyRouteComponent(async () => (await Promise.all([load(), restOfTexts()]))[0], name);
}

// Only a path of this host: a link in a mail must not lead through our sign-in to somewhere else.
function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])/.test(path);
}
