import {
  type MailReports,
  MailReportsSchema,
  type MailSetup,
  MailSetupSchema,
  type StoppedMail,
  StoppedMailSchema,
} from '@afterword/contracts';
import { Operation } from '@afterword/platform';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { MailReportsService } from './mail-reports.service';

@Controller()
export class MailReportsController {
  constructor(private readonly reports: MailReportsService) {}

  @Operation({
    id: 'readMailSetup',
    tag: 'Operator',
    summary: 'Whether mail is sent, and where bounces and complaints of mail servers and providers go.',
    access: 'operator',
    answer: { status: 200, schema: MailSetupSchema },
  })
  @Get('v1/admin/mail')
  read(): Promise<MailSetup> {
    return this.reports.setup();
  }

  @Operation({
    id: 'reportMail',
    parameters: { token: { description: 'From `GET /v1/admin/mail`.', schema: { type: 'string' } } },
    tag: 'Operator',
    summary:
      'Takes bounces and complaints, as JSON or as a message (`message/rfc822`) with a delivery status notification (RFC 3464) or a feedback report (RFC 5965), and ends mail to these addresses.',
    access: 'anonymous',
    limit: 'edit',
    answer: { status: 200, schema: StoppedMailSchema },
    problems: ['not-found'],
  })
  @Post('mail/reports/:token')
  @HttpCode(200)
  take(@Param('token') token: string, @Body({ schema: MailReportsSchema }) body: MailReports): Promise<StoppedMail> {
    return this.reports.take(token, body);
  }
}
