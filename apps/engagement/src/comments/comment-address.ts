/** Where a comment is on its page. The page's own address may name a place in it. */
export const commentAddress = (pageUrl: string, commentId: string): string =>
  `${pageUrl.split('#', 1).join('')}#comment-${commentId}`;
