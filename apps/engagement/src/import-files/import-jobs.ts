import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportFile, ImportFileReport } from '@afterword/contracts';
import { type RelayLoop, RelayLoops } from '@afterword/platform';
import { Injectable, Logger } from '@nestjs/common';
import { ArchiveRestore } from '../exports';
import {
  ImportBusyError,
  type ImportProgress,
  ImportRefusedError,
  ImportRunner,
  ImportRuns,
  ImportSessions,
  PageMap,
  TimeLeft,
} from '../imports';
import { SitesService } from '../sites';
import { ImportFilesRepository, type ImportWork } from './import-files.repository';
import { storedReport } from './stored-report';

/** How late work is begun that another process was asked for. Milliseconds. */
const IDLE_MS = 2_000;

/** Work of sites that is looked at together: of one site one works at a time. */
const LOOKED_AT = 20;

/** How often work is begun that ends with an error nobody has foreseen, or with its process. */
const MOST_ATTEMPTS = 5;

const ARCHIVE =
  'This is an archive of Afterword. Restore it on the command line, into a site without comments: npx afterword import <file> --site <id>';

/** Why work is stopped whose result nobody waits for any more. */
class NotWantedError extends Error {}

/**
 * Checks and imports uploaded files, and takes imports back, in processes with the role `worker`, one at a time. Whoever works holds the site's
 * imports; when a process ends in the middle, the next one that finds the site free goes on.
 */
@Injectable()
export class ImportJobs {
  private readonly logger = new Logger('Imports');
  private readonly loop: RelayLoop;
  private stop = new AbortController();

  constructor(
    private readonly files: ImportFilesRepository,
    private readonly runner: ImportRunner,
    private readonly runs: ImportRuns,
    private readonly sessions: ImportSessions,
    private readonly sites: SitesService,
    private readonly archives: ArchiveRestore,
    loops: RelayLoops,
  ) {
    this.loop = loops.create({
      name: 'import-jobs',
      tick: () => this.tick(),
      idleMs: IDLE_MS,
      interrupt: () => {
        this.stop.abort(new Error('The service stops'));
        return Promise.resolve();
      },
    });
  }

  wake(): void {
    this.loop.wake();
  }

  /** @returns how much was done: 0 where there is nothing, or others work on it */
  private async tick(): Promise<number> {
    for (const work of await this.files.work(LOOKED_AT)) {
      try {
        await this.sessions.exclusive(work.siteId, () => this.do(work));
        return 1;
      } catch (error) {
        if (!(error instanceof ImportBusyError)) throw error;
      }
    }
    return 0;
  }

  private async do(work: ImportWork): Promise<void> {
    if (work.status === 'undoing') {
      await this.runs.undoAlone(work.siteId, work.id, this.stop.signal);
      return;
    }
    const begun = await this.files.begin(work);
    if (!begun) return;
    try {
      await this.import(work, begun.file);
    } catch (error) {
      if (error instanceof NotWantedError || this.stop.signal.aborted) return;
      // Somebody has removed it, and its parts with it.
      if (!(await this.files.find(work))) return;
      const isRefused = error instanceof ImportRefusedError;
      if (!isRefused && begun.attempts < MOST_ATTEMPTS) throw error;
      if (!isRefused) this.logger.error({ err: error, site: work.siteId, file: work.id }, 'An import has failed');
      const problem = isRefused ? error.message : 'The import stopped, several times. The log of the service says why.';
      await this.files.finish(work, { status: 'failed', report: null, run: null, problem });
    }
  }

  private async import(work: ImportWork, { name, bytes, settings }: ImportFile): Promise<void> {
    const site = await this.sites.get(work.siteId);
    const { format, source, origin, timeZone, keepEmail, map } = settings;
    const isDryRun = work.status === 'checking';
    const folder = await mkdtemp(join(tmpdir(), 'afterword-import-'));
    const path = join(folder, name);
    const watch = new Watch(work, this.files, this.stop.signal);
    try {
      await this.files.writeTo(path, { ...work, bytes }, watch.signal);
      if (await this.archives.manifestOf(path)) throw new ImportRefusedError(ARCHIVE);
      let report: ImportFileReport | null = null;
      const { run } = await this.runner.runAlone({
        ...{ site, path, format, isDryRun, keepEmail, zone: timeZone, map: new PageMap(map) },
        source: source ?? undefined,
        origin: origin ?? undefined,
        progress: (progress) => watch.tell(progress),
        report: async (said) => {
          report = await storedReport(said);
        },
        signal: watch.signal,
      });
      await watch.end();
      await this.files.finish(work, { status: isDryRun ? 'checked' : 'imported', report, run, problem: null });
    } catch (error) {
      await watch.end();
      if (watch.signal.aborted) throw watch.signal.reason;
      if (error instanceof ImportRefusedError) throw new ImportRefusedError(error.message.replaceAll(path, name));
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** Writes down how far it is, and stops the work where somebody has removed the file or changed its settings meanwhile. */
class Watch {
  private readonly unwanted = new AbortController();
  private readonly left = new TimeLeft();
  private told: Promise<void> = Promise.resolve();
  readonly signal: AbortSignal;

  constructor(
    private readonly work: ImportWork,
    private readonly files: ImportFilesRepository,
    stop: AbortSignal,
  ) {
    this.signal = AbortSignal.any([this.unwanted.signal, stop]);
  }

  tell(progress: ImportProgress): void {
    const { step, done, total, comments } = progress;
    const secondsLeft = this.left.of(progress);
    this.told = this.told
      .then(() => this.files.setProgress(this.work, { step, done: Math.round(done), total, comments, secondsLeft }))
      .then((isWanted) => {
        if (!isWanted) this.unwanted.abort(new NotWantedError('The import is not wanted any more'));
      })
      // It is told again in a second.
      .catch(() => undefined);
  }

  async end(): Promise<void> {
    await this.told;
  }
}
