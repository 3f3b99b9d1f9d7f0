import { Module } from '@nestjs/common';
import { StaffMailRepository } from './staff-mail.repository';

@Module({ providers: [StaffMailRepository], exports: [StaffMailRepository] })
export class StaffMailModule {}
