import type { Author } from '@afterword/contracts';
import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { avatarKeyOf } from './avatar';

/** The address of a reader's picture: the one that their site supplied, otherwise a generated one. */
@Injectable()
export class Avatars {
  constructor(@Inject(CONFIG) private readonly config: ServiceConfig) {}

  toAuthor({ id, name, avatarUrl, role }: Author): Author {
    return { id, name, avatarUrl: avatarUrl ?? this.drawnUrl(id), role };
  }

  private drawnUrl(readerId: string): string {
    return `${this.config.engagementUrl}/avatars/${avatarKeyOf(readerId)}.svg`;
  }
}
