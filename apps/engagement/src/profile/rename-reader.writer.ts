import { type Pipeline, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import {
  type LockedPages,
  type PageCommand,
  type PageRef,
  pagesOfReader,
  type PageWrite,
  showReaderAnew,
  SingleWriter,
} from '../page-writes';
import { ReadersRepository } from '../readers';

export interface RenameReaderCommand extends PageCommand {
  principal: ReaderPrincipal;
  name: string;
}

/** Renames a reader and raises the versions of the pages that show their comments. */
@Injectable()
export class RenameReader extends SingleWriter<RenameReaderCommand, null> {
  readonly name = 'rename-reader';

  constructor(private readonly readers: ReadersRepository) {
    super();
  }

  readonly readerToChange = ({ principal }: RenameReaderCommand) => principal.reader;

  readonly pagesOf = async (tx: Pipeline, [command]: readonly RenameReaderCommand[]): Promise<readonly PageRef[]> =>
    command ? pagesOfReader(tx, command.principal.reader) : [];

  protected async change(tx: Pipeline, command: RenameReaderCommand, pages: LockedPages): Promise<PageWrite<null>> {
    await this.readers.rename(tx, command.principal.reader, command.name);
    return { answer: null, changed: await showReaderAnew(tx, command.principal.reader, pages) };
  }
}
