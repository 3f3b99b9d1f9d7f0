import { setTimeout as pause } from 'node:timers/promises';
import type { SnapshotComment } from '@afterword/contracts';
import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ArticleReader } from '../articles';
import { SnapshotsRepository } from '../snapshots';
import type { CommentForm } from './comment-form';
import { type Caller, EngagementApi } from './engagement-api';
import { formKey, type Sender } from './form-key';

/** How long to wait for the comment in a snapshot, and how often to look. Milliseconds. */
const SHOWN_WITHIN_MS = 3_000;
const EVERY_MS = 25;

export interface Posting {
  site: string;
  /** The key of the article's page. */
  page: string;
  slug: string;
  form: CommentForm;
  sender: Sender;
  caller: Caller;
}

export interface Posted {
  id: string;
  /** `held`: a moderator reads it first. `shown`: the article page shows it, which has the first comments only. */
  place: 'held' | 'shown' | 'own page';
}

/** Posts comments for readers without JavaScript, each as a new guest, since their browsers store no token. */
@Injectable()
export class PostingService {
  constructor(
    private readonly engagement: EngagementApi,
    private readonly reader: ArticleReader,
    private readonly snapshots: SnapshotsRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** @throws DomainError the refusal of engagement, or `unavailable` */
  async post({ site, page, slug, form, sender, caller }: Posting): Promise<Posted> {
    const idempotencyKey = formKey(this.config.adminToken, { form, page: [site, page], sender });
    const name = form.name.trim() === '' ? undefined : form.name;
    const { token } = await this.engagement.openSession(site, name, { ...caller, idempotencyKey });
    const comment = { body: form.body, parentId: form.parentId };
    const { id, status } = await this.engagement.post({ site, page }, comment, { ...caller, idempotencyKey, token });
    if (status !== 'published') return { id, place: 'held' };
    // The comment is stored. A failure from here on only means that its own page is shown.
    const shown = await this.isShown({ site, page, slug, id, caller }).catch(() => false);
    return { id, place: shown ? 'shown' : 'own page' };
  }

  /** Waits for a snapshot that knows the comment, usually some tens of milliseconds, and looks for the comment in it. */
  private async isShown(posted: {
    site: string;
    page: string;
    slug: string;
    id: string;
    caller: Caller;
  }): Promise<boolean> {
    const { site, page, slug, id, caller } = posted;
    const until = performance.now() + SHOWN_WITHIN_MS;
    const version = await this.engagement.versionOf({ site, page }, caller);
    while (!(await this.isCurrent(slug, version))) {
      if (performance.now() > until) return false;
      await pause(EVERY_MS);
    }
    const { thread } = await this.snapshots.of(site, page);
    return holds(thread.items, id);
  }

  private async isCurrent(slug: string, version: number): Promise<boolean> {
    const { countersVersion, commentsVersion } = await this.reader.publishedVersions(slug);
    return countersVersion + commentsVersion >= version;
  }
}

const holds = (comments: readonly SnapshotComment[], id: string): boolean =>
  comments.some((comment) => comment.id === id || holds(comment.replies.items, id));
