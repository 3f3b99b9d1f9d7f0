import { ArticleEntity, ArticleTopicEntity, ArticleVersionEntity, RelatedLinkEntity } from './articles';
import { OutboxEntity } from './outbox';
import { EngagementSnapshotEntity } from './snapshots';

export const entities = [
  ArticleEntity,
  ArticleVersionEntity,
  ArticleTopicEntity,
  RelatedLinkEntity,
  EngagementSnapshotEntity,
  OutboxEntity,
];
