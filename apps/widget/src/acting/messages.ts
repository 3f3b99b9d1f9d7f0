import type { FailureKind } from '../failure';
import { counted } from '../ui';

/** What only readers who act see or hear: loaded when they begin to. */
export interface ActingMessages {
  removeQuestion: string;
  removeConfirm: string;
  posted: string;
  saved: string;
  removed: string;
  failed: Record<FailureKind, string>;
  waitFor: (seconds: number) => string;
  reward: string;
  amount: string;
  otherAmount: string;
  otherAmountPlaceholder: string;
  balance: (points: string) => string;
  rewardConfirm: (points: string) => string;
  rewarded: (points: string) => string;
  share: string;
  shareLink: string;
  copy: string;
  copied: string;
  copyYourself: string;
  nativeShare: string;
  email: string;
  close: string;
}

export const englishActing: ActingMessages = {
  removeQuestion: 'Delete this comment for good?',
  removeConfirm: 'Delete it',
  posted: 'Your comment is posted.',
  saved: 'Your change is saved.',
  removed: 'The comment is deleted.',
  failed: {
    offline: 'Not sent: you are offline.',
    unavailable: 'Not sent: the service does not answer. Try again in a moment.',
    'rate-limited': 'That was a lot at once.',
    'insufficient-balance': 'You do not have that many points.',
    'page-closed': 'Not sent: this page takes no new comments.',
    'sign-in': 'Sign in to this site to take part.',
    'not-allowed': 'This address is not set up for that.',
    'too-late': 'Not saved: the time for changes is over.',
    invalid: 'Not sent: shorten or change the text.',
    gone: 'That is no longer there.',
    other: 'Not sent: something went wrong.',
  },
  waitFor: (seconds) => `Try again in ${counted(seconds, 'second', 'seconds')}.`,
  reward: 'Reward this page',
  amount: 'Amount',
  otherAmount: 'Other amount in points',
  otherAmountPlaceholder: 'Other amount',
  balance: (points) => `You have ${points}.`,
  rewardConfirm: (points) => `Reward ${points}`,
  rewarded: (points) => `Rewarded ${points}. Thank you.`,
  share: 'Share this page',
  shareLink: 'Link to this page',
  copy: 'Copy link',
  copied: 'Copied',
  copyYourself: 'The link is selected: copy it.',
  nativeShare: 'Share with …',
  email: 'E-mail',
  close: 'Close',
};
