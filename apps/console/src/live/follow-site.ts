import { tellClaims } from '../queue/claims';
import { tellCounts } from '../queue/counts';
import type { QueueList } from '../queue/queue-list';
import { ListFollower } from './follow-list';
import { watchSite } from './watch-site';

/** The lists on the screen. */
const followers = new Set<ListFollower>();

/** Keeps a list true to what others do, until the returned function is called. */
export function follow(list: QueueList): () => void {
  const follower = new ListFollower(list);
  followers.add(follower);
  return () => followers.delete(follower);
}

/** Follows a site while it is open, whichever view is shown: its counts are beside every one. */
export const followSite = (site: string): (() => void) =>
  watchSite(site, {
    counts: (counts) => tellCounts(site, counts),
    claims: (claims) => tellClaims(site, claims),
    comment: (comment) => {
      for (const follower of followers) follower.told(comment);
    },
    missed: () => {
      for (const follower of followers) follower.missed();
    },
  });
