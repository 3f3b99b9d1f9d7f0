export { normalPageKeySchema as PageKeySchema } from '@afterword/contracts';
