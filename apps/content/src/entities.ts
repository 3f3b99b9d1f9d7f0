import {
  ArticleAliasEntity,
  ArticleEntity,
  ArticleTopicEntity,
  ArticleVersionEntity,
  RelatedLinkEntity,
} from './articles';
import { ImageEntity } from './images';
import { OutboxEntity } from './outbox';
import { EngagementSnapshotEntity } from './snapshots';

export const entities = [
  ArticleEntity,
  ArticleVersionEntity,
  ArticleAliasEntity,
  ArticleTopicEntity,
  RelatedLinkEntity,
  EngagementSnapshotEntity,
  OutboxEntity,
  ImageEntity,
];
