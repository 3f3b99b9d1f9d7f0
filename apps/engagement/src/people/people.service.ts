import type { Author, People, ReactionPeople, Site, Supporters } from '@afterword/contracts';
import { type Principal, readerOf } from '@afterword/platform';
import { ReactionPeopleList, SupporterNames } from '@afterword/ui';
import { Injectable } from '@nestjs/common';
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { Avatars } from '../avatars';
import { type CounterRow, CountersRepository, toReactions, toRewards } from '../counters';
import { PagesRepository } from '../pages';
import { PeopleRepository, type PeopleTarget, type Support } from './people.repository';

const NO_SUPPORT: Support = { rewards: 0, readers: 0, people: [], isNamed: false, isWhole: true };

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
    const { reactionKinds: kinds, look } = site;
    const askingId = readerOf(principal)?.id ?? null;
    const [counted, named, support] = await Promise.all([
      target ? this.counters.ofTargets([target]) : null,
      target && look.reactors ? this.people.reacted(target, kinds, askingId) : null,
      target ? this.people.supported(target, askingId) : null,
    ]);
    const counters = (target && counted?.get(target.targetId)) ?? [];
    const reactions = this.reactions(counters, named, site);
    const supporters = this.supporters(counters, support, site);
    return {
      reactions,
      supporters,
      html: {
        reactions: render(h(ReactionPeopleList, { reactions, language, look })),
        supporters: render(h(SupporterNames, { supporters, language })),
      },
    };
  }

  private reactions(
    counters: readonly CounterRow[],
    named: ReadonlyMap<string, readonly Author[]> | null,
    site: Site,
  ): ReactionPeople[] {
    const counts = toReactions(site.reactionKinds, counters);
    return site.reactionKinds.map((kind) => {
      const count = counts[kind] ?? 0;
      const people = (named?.get(kind) ?? []).map((person) => this.avatars.toAuthor(person, site));
      return { kind, count, people, others: Math.max(0, count - people.length) };
    });
  }

  private supporters(counters: readonly CounterRow[], support: Support | null, site: Site): Supporters {
    const { rewards, readers, people: named, isNamed, isWhole } = support ?? NO_SUPPORT;
    const older = isWhole ? 0 : Math.max(0, toRewards(counters).count - rewards);
    const people = named.map((person) => this.avatars.toAuthor(person, site));
    const count = readers + older;
    return { count, people, others: count - people.length, named: isNamed };
  }
}
