import { Module } from '@nestjs/common';
import { GuideController } from './guide.controller';

/** The documentation, as pages (apps/guide). */
@Module({ controllers: [GuideController] })
export class GuideModule {}
