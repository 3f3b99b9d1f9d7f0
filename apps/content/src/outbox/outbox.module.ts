import { CleanupModule, RelayLoopsModule, RelaysModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { OutboxRelay } from './outbox.relay';

@Module({
  imports: [CleanupModule, RelayLoopsModule, RelaysModule],
  providers: [OutboxRelay],
  exports: [OutboxRelay],
})
export class OutboxModule {}
