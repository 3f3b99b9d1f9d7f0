import type { Author, Site } from '@afterword/contracts';
import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { avatarKeyOf, pictureNameOf } from './avatar';

/** The address of a reader's picture: the one of their site, which this service passes on, otherwise a generated one. */
@Injectable()
export class Avatars {
  constructor(@Inject(CONFIG) private readonly config: ServiceConfig) {}

  toAuthor({ id, name, avatarUrl, role }: Author, { avatars }: Pick<Site, 'avatars'>): Author {
    const isPicture = avatarUrl !== null && avatars === 'pictures';
    const file = isPicture ? pictureNameOf(id, avatarUrl) : `${avatarKeyOf(id)}.svg`;
    return { id, name, avatarUrl: `${this.config.engagementUrl}/avatars/${file}`, role };
  }
}
