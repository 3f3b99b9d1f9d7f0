import { Module } from '@nestjs/common';
import { ShownChanges } from './shown-changes';

@Module({ providers: [ShownChanges], exports: [ShownChanges] })
export class ShownChangesModule {}
