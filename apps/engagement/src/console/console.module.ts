import { Module } from '@nestjs/common';
import { ConsoleController } from './console.controller';

/** The console at `/console`. */
@Module({ controllers: [ConsoleController] })
export class ConsoleModule {}
