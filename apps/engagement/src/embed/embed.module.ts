import { Module } from '@nestjs/common';
import { EmbedController } from './embed.controller';
import { WidgetFiles } from './widget-files';
import { WidgetFilesRepository } from './widget-files.repository';

@Module({ controllers: [EmbedController], providers: [WidgetFiles, WidgetFilesRepository], exports: [WidgetFiles] })
export class EmbedModule {}
