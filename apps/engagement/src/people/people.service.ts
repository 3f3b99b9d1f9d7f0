import type { People, ReactionPeople, Site } from '@afterword/contracts';
import { type Principal, readerOf } from '@afterword/platform';
import { ReactionPeopleList } from '@afterword/ui';
import { Injectable } from '@nestjs/common';
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { Avatars } from '../avatars';
import { CountersRepository, toReactions } from '../counters';
import { PagesRepository } from '../pages';
import { PeopleRepository, type PeopleTarget } from './people.repository';

interface Asked {
  site: Site;
  principal: Principal;
  /** BCP 47 tag. */
  language: string;
}

@Injectable()
export class PeopleService {
  constructor(
    private readonly people: PeopleRepository,
    private readonly counters: CountersRepository,
    private readonly pages: PagesRepository,
    private readonly avatars: Avatars,
  ) {}

  /** A page that nothing happened on yet has nobody. */
  async ofPage(pageKey: string, asked: Asked): Promise<People> {
    const page = await this.pages.find(asked.site.id, pageKey);
    return this.of(page && { siteId: asked.site.id, targetId: page.id }, asked);
  }

  ofComment({ siteId, id }: { siteId: string; id: string }, asked: Asked): Promise<People> {
    return this.of({ siteId, targetId: id }, asked);
  }

  private async of(target: PeopleTarget | null, { site, principal, language }: Asked): Promise<People> {
    const reactions = await this.reactions(target, site, principal);
    const { look } = site;
    return { reactions, html: { reactions: render(h(ReactionPeopleList, { reactions, language, look })) } };
  }

  private async reactions(target: PeopleTarget | null, site: Site, principal: Principal): Promise<ReactionPeople[]> {
    const kinds = site.reactionKinds;
    const [counted, named] = await Promise.all([
      target ? this.counters.ofTargets([target]) : null,
      target && site.look.reactors ? this.people.reacted(target, kinds, readerOf(principal)?.id ?? null) : null,
    ]);
    const counts = toReactions(kinds, (target && counted?.get(target.targetId)) ?? []);
    return kinds.map((kind) => {
      const count = counts[kind] ?? 0;
      const people = (named?.get(kind) ?? []).map((person) => this.avatars.toAuthor(person, site));
      return { kind, count, people, others: Math.max(0, count - people.length) };
    });
  }
}
