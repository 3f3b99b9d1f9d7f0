import { setTimeout as pause } from 'node:timers/promises';
import type { SnapshotComment } from '@afterword/contracts';
import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ArticleReader } from '../articles';
import { SnapshotsRepository } from '../snapshots';
import type { CommentForm } from './comment-form';
import { EngagementApi } from './engagement-api';
import { formKey, type Sender } from './form-key';

/** How long a reader waits for their comment to come back in a snapshot, and how often we look. Milliseconds. */
const SHOWN_WITHIN_MS = 3_000;
const EVERY_MS = 25;

export interface Posting {
  site: string;
  /** What engagement knows the article by. */
  page: string;
  slug: string;
  form: CommentForm;
  sender: Sender;
}

export interface Posted {
  id: string;
  /** Whether the article's page shows it: it has the first comments only. */
  shown: boolean;
}

/** Posts for readers without scripts, as a new guest each time: nothing that would tell who they are is kept by their browser. */
@Injectable()
export class PostingService {
  constructor(
    private readonly engagement: EngagementApi,
    private readonly reader: ArticleReader,
    private readonly snapshots: SnapshotsRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** @throws DomainError what engagement refuses, `unavailable` when it is not there */
  async post({ site, page, slug, form, sender }: Posting): Promise<Posted> {
    const idempotencyKey = formKey(this.config.adminToken, { form, page: [site, page], sender });
    const making = { address: sender.address, idempotencyKey };
    const name = form.name.trim() === '' ? undefined : form.name;
    const { token } = await this.engagement.openSession(site, name, making);
    const comment = { body: form.body, parentId: form.parentId };
    const { id } = await this.engagement.post({ site, page }, comment, { ...making, token });
    // It is stored: whatever fails from here on only decides where it is shown.
    const shown = await this.isShown({ site, page, slug, id, address: sender.address }).catch(() => false);
    return { id, shown };
  }

  /** Waits until content has heard of the comment, which takes some tens of milliseconds, and looks where it is. */
  private async isShown(posted: {
    site: string;
    page: string;
    slug: string;
    id: string;
    address: string;
  }): Promise<boolean> {
    const { site, page, slug, id, address } = posted;
    const until = performance.now() + SHOWN_WITHIN_MS;
    const version = await this.engagement.versionOf({ site, page }, { address });
    while (!(await this.hasHeardOf(slug, version))) {
      if (performance.now() > until) return false;
      await pause(EVERY_MS);
    }
    const { thread } = await this.snapshots.of(site, page);
    return holds(thread.items, id);
  }

  private async hasHeardOf(slug: string, version: number): Promise<boolean> {
    const { countersVersion, commentsVersion } = await this.reader.publishedVersions(slug);
    return countersVersion + commentsVersion >= version;
  }
}

const holds = (comments: readonly SnapshotComment[], id: string): boolean =>
  comments.some((comment) => comment.id === id || holds(comment.replies.items, id));
