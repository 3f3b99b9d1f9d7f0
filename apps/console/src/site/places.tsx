import type { ComponentChild } from 'preact';
import type { Role } from '../session/session';
import type { TextKey } from '../words';
import { SearchView } from '../search/search-view';

export interface Place {
  view: string;
  label: TextKey;
  needs: Role;
  show: (of: { site: string; argument: string | null; query: Readonly<Record<string, string>> }) => ComponentChild;
}

/** The views beside the queues, in the order of the menu. */
export const PLACES: readonly Place[] = [
  {
    view: 'search',
    label: 'search',
    needs: 'moderator',
    show: ({ site, query }) => <SearchView site={site} query={query} />,
  },
];
