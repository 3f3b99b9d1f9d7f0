import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments';
import { EventLogModule } from '../event-log';
import { InstallationSecretsModule } from '../installation-secrets';
import { PageWritesModule } from '../page-writes';
import { ReconciliationModule } from '../reconciliation';
import { ImportComments } from './import-comments.writer';
import { ImportRunner } from './import-runner';
import { ImportRuns } from './import-runs';
import { ImportSessions } from './import-session';
import { UndoImport } from './undo-import.writer';

@Module({
  imports: [CommentsModule, EventLogModule, InstallationSecretsModule, PageWritesModule, ReconciliationModule],
  providers: [ImportComments, ImportRunner, ImportRuns, ImportSessions, UndoImport],
  exports: [ImportRunner, ImportRuns, ImportSessions],
})
export class ImportsModule {}
