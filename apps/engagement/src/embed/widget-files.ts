import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { BuiltFile, builtFolder, readBuiltFiles } from '../built-files';
import { WidgetFilesRepository } from './widget-files.repository';

/** A file with a content hash in its name: a part that a page loads on demand. */
const CHUNK = /^embed\/[\w-]+-[A-Z0-9]{8}\.(js|json)$/;

const LANGUAGE = /^embed\/lang-([\w-]+)-[A-Z0-9]{8}\.json$/;

/** How many files of earlier builds are cached in memory; each is a few kilobytes. */
const EARLIER_MAX = 100;

/**
 * The files of the current build, and those of earlier builds for pages opened before the last deploy: a page loads parts of
 * the widget on demand, possibly hours after it was opened.
 */
@Injectable()
export class WidgetFiles implements OnModuleInit {
  private current = new Map<string, BuiltFile>();
  private readonly earlier = new LRUCache<string, BuiltFile>({ max: EARLIER_MAX });

  constructor(private readonly repository: WidgetFilesRepository) {}

  async onModuleInit(): Promise<void> {
    await this.serve(builtFolder('widget'));
  }

  /** Switches to the build in this folder. */
  async serve(folder: string): Promise<void> {
    this.current = readBuiltFiles(folder);
    const chunks = [...this.current].filter(([name]) => CHUNK.test(name));
    if (chunks.length === 0) return;
    await this.repository.keep(chunks.map(([name, { plain }]) => ({ name, body: plain })));
  }

  /** Languages of the widget: English, and every language that has a file. BCP 47. */
  get languages(): string[] {
    const tags = [...this.current.keys()].map((name) => LANGUAGE.exec(name)?.[1]).filter((tag) => tag !== undefined);
    return ['en', ...tags].sort();
  }

  has(name: string): boolean {
    return this.current.has(name);
  }

  async find(name: string): Promise<BuiltFile | null> {
    const ready = this.current.get(name) ?? this.earlier.get(name);
    if (ready) return ready;
    const body = CHUNK.test(name) ? await this.repository.find(name) : null;
    if (!body) return null;
    const file = new BuiltFile(name, body);
    this.earlier.set(name, file);
    return file;
  }
}
