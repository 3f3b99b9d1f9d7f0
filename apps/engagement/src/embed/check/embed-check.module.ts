import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ReadersModule } from '../../readers';
import { CHECK_PATH, EmbedCheckController } from './embed-check.controller';
import { EmbedCheckService } from './embed-check.service';
import { acceptForms } from './form-body';

@Module({ imports: [ReadersModule], controllers: [EmbedCheckController], providers: [EmbedCheckService] })
export class EmbedCheckModule implements OnModuleInit {
  constructor(private readonly http: HttpAdapterHost) {}

  onModuleInit(): void {
    acceptForms(this.http.httpAdapter.getInstance<FastifyInstance>(), CHECK_PATH);
  }
}
