import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { InstallationSecretsModule } from '../installation-secrets';
import { StaffMailModule } from '../staff-mail';
import { acceptMessages } from './accept-messages';
import { MailReportsController } from './mail-reports.controller';
import { MailReportsService } from './mail-reports.service';

/** Bounces and complaints of mail. */
@Module({
  imports: [InstallationSecretsModule, StaffMailModule],
  controllers: [MailReportsController],
  providers: [MailReportsService],
})
export class MailReportsModule implements OnModuleInit {
  constructor(private readonly http: HttpAdapterHost) {}

  onModuleInit(): void {
    acceptMessages(this.http.httpAdapter.getInstance<FastifyInstance>());
  }
}
