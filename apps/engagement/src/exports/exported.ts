export interface ExportedPage {
  id: string;
  key: string;
  url: string | null;
  title: string | null;
  closed: boolean;
  comments: number;
}

export interface ExportedComment {
  id: string;
  parentId: string | null;
  depth: number;
  author: string;
  authorId: string;
  email: string | null;
  body: string | null;
  html: string | null;
  status: string;
  pinned: boolean;
  likes: number;
  createdAt: Date;
  editedAt: Date | null;
}
