import type {
  Author,
  ModerationSettings,
  PageMode,
  RestrictionKind,
  Site,
  Verdict,
  VerdictCode,
  VerdictKind,
} from '@afterword/contracts';
import { counter } from '@afterword/platform';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AkismetCheck } from '../akismet';
import { factsOf } from './draft-facts';
import { ExternalCheck } from './external/external-check';
import { fingerprintOf } from './fingerprint';
import { likelyLanguages } from './language/likely-languages';
import { type Draft, type Step, STEPS } from './steps';
import { restrictedReader } from './steps/restricted-reader';

/** A text on its way to being published. */
export interface DraftText {
  site: Site;
  /** A page that does not exist yet has a key, too. */
  pageKey: string | null;
  /** In place of the site's mode; null where the page has none of its own. */
  pageMode: PageMode | null;
  reader: { id: string; role: Author['role']; name?: string } | null;
  body: string;
  html: string;
  isReply: boolean;
}

/** What the pipeline says of a text. `steps` are those that did not let it pass. */
export interface Judgement {
  verdict: VerdictKind;
  steps: readonly Verdict[];
  /** To compare later texts with; null where the site does not. Signed, in decimal. */
  fingerprint: string | null;
}

const PASSED: Judgement = { verdict: 'publish', steps: [], fingerprint: null };

/** The steps that a site has switched on, found once for each version of its settings. */
const stepsOn = new WeakMap<ModerationSettings, readonly Step[]>();

function stepsOf(settings: ModerationSettings): readonly Step[] {
  let steps = stepsOn.get(settings);
  if (!steps) {
    steps = STEPS.filter(({ isOn }) => isOn(settings));
    stepsOn.set(settings, steps);
  }
  return steps;
}

/** Sites as pages with a mode of their own see them, by the site's settings. */
const sitesInMode = new WeakMap<ModerationSettings, Map<PageMode, Site>>();

/** The site of a text, with the mode of its page. */
function siteOf({ site, pageMode }: DraftText): Site {
  if (pageMode === null || pageMode === site.moderation.mode) return site;
  const inModes = sitesInMode.get(site.moderation) ?? new Map<PageMode, Site>();
  sitesInMode.set(site.moderation, inModes);
  const known = inModes.get(pageMode) ?? { ...site, moderation: { ...site.moderation, mode: pageMode } };
  inModes.set(pageMode, known);
  return known;
}

/** Asks the steps of moderation, in their order, what becomes of a text. */
@Injectable()
export class ModerationPipeline {
  private readonly logger = new Logger('Moderation');
  private readonly failures = counter('afterword_moderation_step_failures_total', 'Steps of moderation that failed', [
    'step',
  ]);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly akismet: AkismetCheck,
    private readonly external: ExternalCheck,
  ) {}

  /** Whether the site has switched any step on. */
  isOn(site: Site): boolean {
    return stepsOf(site.moderation).length > 0;
  }

  /** Runs until a step rejects. Staff and moderators are not checked. Does not wait where the site has switched nothing on. */
  judge(text: DraftText): Judgement | Promise<Judgement> {
    const site = siteOf(text);
    const steps = stepsOf(site.moderation);
    const role = text.reader?.role;
    if (steps.length === 0 || role === 'staff' || role === 'moderator') return PASSED;
    return this.run(steps, site === text.site ? text : { ...text, site });
  }

  /** What each step that is on would say, those that let the text pass, too. */
  async trial(
    text: DraftText,
    restriction: { kind: RestrictionKind } | null = null,
  ): Promise<{ verdict: VerdictKind; steps: Verdict[] }> {
    const site = siteOf(text);
    const draft = this.draftOf({ ...text, site }, { isTrial: true });
    const restricted = restrictedReader(restriction);
    const steps: Verdict[] = restricted ? [restricted] : [];
    for (const step of stepsOf(site.moderation)) {
      steps.push(
        (await this.ask(step, draft)) ?? {
          step: step.name,
          verdict: 'publish',
          reason: 'Passed.',
          code: 'passed' satisfies VerdictCode,
          matches: [],
          failed: false,
        },
      );
    }
    return { verdict: strictest(steps), steps };
  }

  private async run(steps: readonly Step[], text: DraftText): Promise<Judgement> {
    const draft = this.draftOf(text, { isTrial: false });
    const said: Verdict[] = [];
    for (const step of steps) {
      const verdict = await this.ask(step, draft);
      if (verdict) said.push(verdict);
      if (verdict?.verdict === 'reject') break;
    }
    const fingerprint = text.site.moderation.repeats ? fingerprintOf(text.body) : null;
    return { verdict: strictest(said), steps: said, fingerprint: fingerprint === null ? null : String(fingerprint) };
  }

  private draftOf({ site, pageKey, reader, body, html, isReply }: DraftText, { isTrial }: { isTrial: boolean }): Draft {
    const { dataSource, akismet, external } = this;
    const facts = factsOf({ dataSource, akismet, external }, { siteId: site.id, reader, pageKey, isTrial });
    let languages: ReturnType<typeof likelyLanguages> | undefined;
    return { site, body, html, isReply, likelyLanguages: () => (languages ??= likelyLanguages(body)), facts };
  }

  private async ask(step: Step, draft: Draft): Promise<Verdict | null> {
    try {
      const finding = await step.check(draft);
      if (!finding) return null;
      return { step: step.name, ...finding, matches: [...(finding.matches ?? [])], failed: false };
    } catch (error) {
      this.failures.inc({ step: step.name });
      this.logger.error({ err: error, step: step.name }, 'A step of moderation failed');
      const fails = typeof step.fails === 'string' ? step.fails : step.fails(draft.site.moderation);
      if (fails === 'open') return null;
      const reason = 'This check did not work. A moderator reads the comment instead.';
      return {
        step: step.name,
        verdict: 'hold',
        reason,
        code: 'failed' satisfies VerdictCode,
        matches: [],
        failed: true,
      };
    }
  }
}

function strictest(steps: readonly Verdict[]): VerdictKind {
  if (steps.some(({ verdict }) => verdict === 'reject')) return 'reject';
  return steps.some(({ verdict }) => verdict === 'hold') ? 'hold' : 'publish';
}
