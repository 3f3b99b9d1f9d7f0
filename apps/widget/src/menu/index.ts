/** Code loaded with the first menu of a comment: the menu, reports, and what moderators do. */
export { CommentMenu } from './comment-menu';
