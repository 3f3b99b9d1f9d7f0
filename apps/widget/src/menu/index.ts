/** Code loaded with the first menu of a comment or with the inbox: the menu, reports, and what the reader is told, and people to mention. */
export { Inbox } from '../inbox/inbox';
export { CommentMenu } from './comment-menu';
export { People } from './people';
