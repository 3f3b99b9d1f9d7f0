import { Module } from '@nestjs/common';
import { PageAuthorsRepository } from './page-authors.repository';

@Module({ providers: [PageAuthorsRepository], exports: [PageAuthorsRepository] })
export class PageAuthorsModule {}
