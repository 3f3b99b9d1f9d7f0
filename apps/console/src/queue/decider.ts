import type {
  CreateDecision,
  Decision,
  DecisionKind,
  CommentStatus,
  ModeratedComment,
  ModerationQueue,
} from '@afterword/contracts';
import { signal } from '@preact/signals';
import { call, sitePath } from '../api/call';
import { announce } from '../parts/announce';
import { outbox, type DecideEntry, type UndoEntry } from '../outbox';
import { say, sayCount } from '../words';
import { changeBy, negative, settle, tellCounts } from './counts';
import type { QueueList } from './queue-list';

/** What a person says beside a decision. */
export type Reasons = Pick<CreateDecision, 'reason' | 'note' | 'message'>;

/** Comments in one decision; the service takes no more. */
const MOST = 100;

/** A decision of this page, which U takes back: the comments as they were, and the entries that carry it. */
interface Done {
  site: string;
  decision: DecisionKind;
  comments: readonly ModeratedComment[];
  entries: { id: string; decisionId: string | null; comments: readonly ModeratedComment[] }[];
}

const MOST_DONE = 100;

const STATUS_OF: Record<DecisionKind, CommentStatus> = {
  publish: 'published',
  reject: 'rejected',
  spam: 'spam',
  remove: 'removed',
  hold: 'pending',
};

/** The decisions that can be taken back, the last one at the end. */
export const done = signal<readonly Done[]>([]);
/** What is said of the last decision until the next one. */
export const lastDone = signal<{ text: string; canUndo: boolean } | null>(null);

/** The list that is shown; it follows what is decided anywhere. */
let shown: QueueList | null = null;
export function showList(list: QueueList | null): void {
  shown = list;
}

const titleOf = (comments: readonly ModeratedComment[]): string => {
  const [first] = comments;
  return first ? `${first.author?.name ?? ''}: ${(first.body ?? '').slice(0, 80)}` : '';
};

/** Which of the comments a decision would change. */
export const decidable = (decision: DecisionKind, comments: readonly ModeratedComment[]): ModeratedComment[] =>
  comments.filter(({ decisions }) => decisions.includes(decision));

/** Decides at once for the eye, and sends it; what the service says in the end is shown when it says it. */
export function decide(
  site: string,
  decision: DecisionKind,
  all: readonly ModeratedComment[],
  { reasons = {}, focus = true }: { reasons?: Reasons; focus?: boolean } = {},
): void {
  const comments = decidable(decision, all);
  if (comments.length === 0) return;
  const entries: Done['entries'] = [];
  for (let start = 0; start < comments.length; start += MOST) {
    const part = comments.slice(start, start + MOST);
    const request: CreateDecision = {
      decision,
      comments: part.map(({ id }) => id),
      versions: Object.fromEntries(part.map(({ id, version }) => [id, version])),
      ...reasons,
    };
    const { id } = outbox.decide({ site, title: titleOf(part), delta: changeBy(decision, part) }, request);
    entries.push({ id, decisionId: null, comments: part });
  }
  done.value = [...done.value, { site, decision, comments, entries }].slice(-MOST_DONE);
  for (const { id } of comments) shown?.note(id, null);
  shown?.replace(
    comments.map((comment) => decided(comment, decision)),
    { focus },
  );
  const text = sayCount(`done_${decision}`, comments.length);
  lastDone.value = { text, canUndo: true };
  const next = shown?.current?.author?.name;
  announce(`${text} ${next === undefined ? say('noneLeft') : say('nextIs', { name: next })}`);
}

/** How a comment will be, for the eye. Nothing can be decided about it until the service has said its version. */
function decided(comment: ModeratedComment, decision: DecisionKind): ModeratedComment {
  const status = STATUS_OF[decision];
  const reports = decision === 'hold' ? comment.reports : { open: 0, weight: 0, reasons: {} };
  const decisions = (['publish', 'reject', 'spam', 'remove', 'hold'] as const).filter(
    (kind) => STATUS_OF[kind] !== status,
  );
  return { ...comment, status, reports, decisions };
}

/** Takes the last decision back. */
export function undo(): void {
  const last = done.value.at(-1);
  if (!last) return announce(say('nothingToUndo'));
  done.value = done.value.slice(0, -1);
  for (const { id, decisionId, comments } of last.entries) {
    const about = { site: last.site, title: titleOf(comments), delta: negative(changeBy(last.decision, comments)) };
    outbox.undo(about, { entryId: id, decisionId });
  }
  if (shown?.site === last.site) shown.putBack(last.comments, { focus: true });
  lastDone.value = { text: say('undone'), canUndo: false };
  announce(say('undone'));
}

function patchDone(entryId: string, change: (entry: Done['entries'][number]) => Done['entries'][number]): void {
  done.value = done.value.map((one) => ({
    ...one,
    entries: one.entries.map((entry) => (entry.id === entryId ? change(entry) : entry)),
  }));
}

function answered(entry: DecideEntry, decision: Decision): void {
  patchDone(entry.id, (one) => ({ ...one, decisionId: decision.id }));
  settle(entry.site, entry.delta);
  if (shown?.site !== entry.site) return;
  for (const { comment, problem, version } of decision.results) {
    if (version !== undefined) shown.setVersion(comment, version);
    if (problem) bringBack(comment, say('refused', { detail: problem.detail }));
  }
}

/** A comment that was not decided is shown as it is now, with why. */
function bringBack(id: string, text: string): void {
  const list = shown;
  if (!list) return;
  announce(text);
  void list.refresh(id).then(
    (fresh) => {
      if (!fresh) return;
      list.putBack([fresh], { focus: false });
      list.note(id, { text, isStale: true });
    },
    // The service does not answer: the list is read again with the next look.
    () => undefined,
  );
}

/** What the service counts when nothing is under way any more. */
async function readCounts(): Promise<void> {
  if (!shown) return;
  const { site } = shown;
  const { counts } = await call<ModerationQueue>('GET', sitePath(site, 'moderation/comments', { limit: 1 }));
  tellCounts(site, counts);
}

outbox.listen({
  drained: () => void readCounts().catch(() => undefined),
  decided: answered,
  undone: (entry: UndoEntry) => settle(entry.site, entry.delta),
  refused: (entry, detail) => {
    const text = say('refused', { detail });
    lastDone.value = { text, canUndo: false };
    announce(text);
    const gone = done.value.flatMap(({ entries }) => entries).find(({ id }) => id === entry.id);
    done.value = done.value.filter(({ entries }) => entries.every(({ id }) => id !== entry.id));
    if (entry.kind === 'undo') void shown?.load();
    else for (const { id } of gone?.comments ?? []) bringBack(id, text);
    if (!gone && entry.kind === 'decide') void shown?.load();
  },
});
