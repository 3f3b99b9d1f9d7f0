import { Module } from '@nestjs/common';
import { PageChanges } from './page-changes';

@Module({ providers: [PageChanges], exports: [PageChanges] })
export class PageChangesModule {}
