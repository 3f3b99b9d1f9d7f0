import type { CommentSort, SiteLook } from '@afterword/contracts';
import { PlainComposer, PlainConversation, PlainThread, wordsIn } from '@afterword/ui';
import type { ComponentChildren } from 'preact';
import { Layout } from '../pages';
import type { CommentForm, FormError } from './comment-form';
import { FIELD } from './comment-form';
import type { CommentContextAnswer, CommentListAnswer } from './engagement-answers';

/** The article that the comments are about. */
export interface About {
  slug: string;
  title: string;
  language: string;
  /** Absolute URL. */
  address: string;
  /** How its site shows reactions and points. */
  look: SiteLook;
}

/** These pages are in English. */
const wordsOf = ({ look }: About) => wordsIn('en').on(look);

const addressesOf = ({ slug }: About) => ({ page: `/articles/${slug}`, comments: `/articles/${slug}/comments` });

interface ThreadPageProps {
  about: About;
  heading: string;
  /** Of the document; the heading and the article's title if it is left out. */
  title?: string;
  children: ComponentChildren;
}

/** The frame of a page of comments. Not indexed: the article page is the one to find. */
function ThreadPage({ about, heading, title = `${heading}: ${about.title}`, children }: ThreadPageProps) {
  return (
    <Layout
      title={title}
      description={title}
      language="en"
      head={
        <>
          <meta name="robots" content="noindex" />
          <link rel="canonical" href={about.address} />
        </>
      }
    >
      <div class="story">
        <h1>{heading}</h1>
        <p>
          <a href={addressesOf(about).page} lang={about.language} dir="auto">
            {about.title}
          </a>
        </p>
      </div>
      <div class="aw-plain">{children}</div>
    </Layout>
  );
}

export interface MoreCommentsPageProps {
  about: About;
  list: CommentListAnswer;
  sort: CommentSort;
  closed: boolean;
  authorIds: readonly string[] | undefined;
}

/** Comments beyond those of the article page, or in another order. */
export const MoreCommentsPage = ({ about, list, sort, closed, authorIds }: MoreCommentsPageProps) => (
  <ThreadPage about={about} heading="Comments">
    <PlainThread
      thread={{ ...list, closed, authorIds }}
      sort={sort}
      addresses={addressesOf(about)}
      form={null}
      words={wordsOf(about)}
    />
  </ThreadPage>
);

export interface CommentPageProps {
  about: About;
  context: CommentContextAnswer;
  closed: boolean;
  authorIds: readonly string[] | undefined;
  nonce: string;
}

const titleOf = ({ author }: CommentContextAnswer['comment'], { title }: About) =>
  author ? `Comment by ${author.name} on “${title}”` : `Comment on “${title}”`;

/** One comment in its context, with its replies and a form for another one. */
export function CommentPage({ about, context: { ancestors, comment }, closed, authorIds, nonce }: CommentPageProps) {
  const addresses = addressesOf(about);
  return (
    <ThreadPage about={about} heading="Comment" title={titleOf(comment, about)}>
      <PlainConversation
        ancestors={ancestors}
        comment={comment}
        addresses={addresses}
        closed={closed}
        authorIds={authorIds}
        words={wordsOf(about)}
      />
      {!closed && comment.author && (
        <ReplyForm author={comment.author.name}>
          <PlainComposer addresses={addresses} form={{ hidden: { [FIELD.nonce]: nonce } }} parent={comment} />
        </ReplyForm>
      )}
    </ThreadPage>
  );
}

const ReplyForm = ({ author, children }: { author: string; children: ComponentChildren }) => (
  <section class="aw aw-thread" id="reply" aria-label="Reply">
    <h2>
      Reply to <bdi>{author}</bdi>
    </h2>
    {children}
  </section>
);

export interface NotPostedPageProps {
  about: About;
  form: CommentForm;
  wrong: FormError;
  nonce: string;
}

/** The form of a comment that was not posted, with its text and the reason. */
export function NotPostedPage({ about, form, wrong, nonce }: NotPostedPageProps) {
  const { body, name, parentId, version } = form;
  const hidden = {
    [FIELD.nonce]: nonce,
    ...(version !== undefined && { [FIELD.version]: version }),
    ...(parentId !== undefined && { parent: parentId }),
  };
  return (
    <ThreadPage about={about} heading={parentId === undefined ? 'Comment not posted' : 'Reply not posted'}>
      <div class="aw aw-thread">
        <PlainComposer addresses={addressesOf(about)} form={{ hidden, body, name, wrong }} />
      </div>
    </ThreadPage>
  );
}

/** Shown while engagement cannot be reached. */
export const CommentsAwayPage = ({ about }: { about: About }) => (
  <ThreadPage about={about} heading="Comments aren’t available">
    <p>More comments can’t be loaded right now. The article and its first comments are still available.</p>
  </ThreadPage>
);

/** Shown to a reader whose comment is held. */
export const WaitingPage = ({ about }: { about: About }) => (
  <ThreadPage about={about} heading="Comment received">
    <p>Your comment is waiting for a moderator. It appears below the article once it is approved.</p>
  </ThreadPage>
);
