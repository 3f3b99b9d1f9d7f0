export { EmbedModule } from './embed.module';
export { WidgetFiles } from './widget-files';
