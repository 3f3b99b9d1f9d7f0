import { acceptForms } from '@afterword/platform';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ReadersModule } from '../readers';
import { CHECK_PATH, EmbedCheckController } from './check/embed-check.controller';
import { EmbedCheckService } from './check/embed-check.service';
import { EmbedController } from './embed.controller';
import { HomeController } from './home/home.controller';
import { EmbedPlaygroundController } from './playground/embed-playground.controller';
import { WidgetFiles } from './widget-files';
import { WidgetFilesRepository } from './widget-files.repository';

/** What publishers embed (the widget's files), and the pages that help them: the front page, the check and the playground. */
@Module({
  imports: [ReadersModule],
  controllers: [EmbedController, EmbedCheckController, EmbedPlaygroundController, HomeController],
  providers: [WidgetFiles, WidgetFilesRepository, EmbedCheckService],
})
export class EmbedModule implements OnModuleInit {
  constructor(private readonly http: HttpAdapterHost) {}

  onModuleInit(): void {
    acceptForms(this.http.httpAdapter.getInstance<FastifyInstance>(), CHECK_PATH);
  }
}
