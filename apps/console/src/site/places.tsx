import type { ComponentChild } from 'preact';
import { TrialView } from '../lists/trial-view';
import { WordsView } from '../lists/words-view';
import { LogView } from '../log/log-view';
import { lazyView } from '../parts/lazy-view';
import { ReadersView } from '../readers/readers-view';
import { SearchView } from '../search/search-view';
import { type Role, roleOn, session } from '../session/session';
import type { TextKey } from '../words';

const AccountView = lazyView<object>(() => import('../account/account-view').then((file) => file.AccountView));
const ImportsView = lazyView<{ site: string }>(() =>
  import('../imports/imports-view').then((file) => file.ImportsView),
);
const JobsView = lazyView<object>(() => import('../jobs/jobs-view').then((file) => file.JobsView));
const NumbersView = lazyView<Pick<PlaceProps, 'site' | 'query'>>(() =>
  import('../numbers/numbers-view').then((file) => file.NumbersView),
);
const PagesView = lazyView<PlaceProps>(() => import('../pages/pages-view').then((file) => file.PagesView));
const SettingsView = lazyView<PlaceProps>(() => import('../settings/settings-view').then((file) => file.SettingsView));
const StaffView = lazyView<PlaceProps>(() => import('../staff/staff-view').then((file) => file.StaffView));
const WebhooksView = lazyView<{ site: string }>(() =>
  import('../webhooks/webhooks-view').then((file) => file.WebhooksView),
);

interface PlaceProps {
  site: string;
  argument: string | null;
  query: Readonly<Record<string, string>>;
}

export interface Place {
  view: string;
  label: TextKey;
  needs: Role | 'operator';
  show: (props: PlaceProps) => ComponentChild;
}

/** Whether who is signed in may see it. */
export const isAllowed = ({ needs }: Place, site: string): boolean =>
  needs === 'operator' ? session.value?.kind === 'operator' : needs === 'moderator' || roleOn(site) === 'admin';

/** The views beside the queues, in the order of the menu. */
export const PLACES: readonly Place[] = [
  { view: 'search', label: 'search', needs: 'moderator', show: (props) => <SearchView {...props} /> },
  { view: 'readers', label: 'readers', needs: 'moderator', show: (props) => <ReadersView {...props} /> },
  { view: 'pages', label: 'pages', needs: 'moderator', show: (props) => <PagesView {...props} /> },
  { view: 'numbers', label: 'numbers', needs: 'moderator', show: (props) => <NumbersView {...props} /> },
  { view: 'trial', label: 'trial', needs: 'moderator', show: (props) => <TrialView {...props} /> },
  { view: 'words', label: 'words', needs: 'admin', show: (props) => <WordsView {...props} /> },
  { view: 'settings', label: 'settings', needs: 'admin', show: (props) => <SettingsView {...props} /> },
  { view: 'webhooks', label: 'webhooks', needs: 'admin', show: ({ site }) => <WebhooksView site={site} /> },
  { view: 'imports', label: 'imports', needs: 'admin', show: ({ site }) => <ImportsView key={site} site={site} /> },
  { view: 'staff', label: 'staff', needs: 'admin', show: (props) => <StaffView {...props} /> },
  { view: 'log', label: 'log', needs: 'moderator', show: (props) => <LogView {...props} /> },
  { view: 'jobs', label: 'jobs', needs: 'operator', show: () => <JobsView /> },
  { view: 'account', label: 'account', needs: 'moderator', show: () => <AccountView /> },
];
