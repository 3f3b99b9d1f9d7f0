import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { readWidget, WidgetFile, widgetFolder } from './read-widget';
import { WidgetFilesRepository } from './widget-files.repository';

/** A file whose name carries a hash of its content: what a page loads when it is used. */
const CHUNK = /^embed\/[\w-]+-[A-Z0-9]{8}\.(js|json)$/;

const LANGUAGE = /^embed\/lang-([\w-]+)-[A-Z0-9]{8}\.json$/;

/** Files of earlier builds that are kept ready; each is a few kilobytes. */
const EARLIER_MAX = 100;

/**
 * The widget as it was built with this service, and what earlier builds left for pages that were opened before the deploy: a
 * page loads the parts of the widget when a reader begins to use them, which may be hours later.
 */
@Injectable()
export class WidgetFiles implements OnModuleInit {
  private current = new Map<string, WidgetFile>();
  private readonly earlier = new LRUCache<string, WidgetFile>({ max: EARLIER_MAX });

  constructor(private readonly repository: WidgetFilesRepository) {}

  async onModuleInit(): Promise<void> {
    await this.serve(widgetFolder());
  }

  /** Serves the build in the folder from now on. */
  async serve(folder: string): Promise<void> {
    this.current = readWidget(folder);
    const chunks = [...this.current].filter(([name]) => CHUNK.test(name));
    if (chunks.length === 0) return;
    await this.repository.keep(chunks.map(([name, { plain }]) => ({ name, body: plain })));
  }

  /** What the widget speaks: English, and what there is a file for. BCP 47. */
  get languages(): string[] {
    const tags = [...this.current.keys()].map((name) => LANGUAGE.exec(name)?.[1]).filter((tag) => tag !== undefined);
    return ['en', ...tags].sort();
  }

  has(name: string): boolean {
    return this.current.has(name);
  }

  async find(name: string): Promise<WidgetFile | null> {
    const ready = this.current.get(name) ?? this.earlier.get(name);
    if (ready) return ready;
    const body = CHUNK.test(name) ? await this.repository.find(name) : null;
    if (!body) return null;
    const file = new WidgetFile(name, body);
    this.earlier.set(name, file);
    return file;
  }
}
